/**
 * The style that all pages share: light and dark by what the reader's system says, readable from 400 pixels on, and on paper. Colours
 * are variables, so that a part of a page takes them instead of its own. Good and bad differ in shape and word too.
 */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1c1e21;--dim:#5c6370;--line:#d9dce1;--soft:#eef0f3;
--ok:#1b7f4b;--bad:#c22f2f;--warn:#8a5a00;--accent:#2258b8;--ok-soft:#9fd0b4;--bad-soft:#fbe9e8;--warn-soft:#fdf1d8;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media (prefers-color-scheme:dark){:root{--bg:#14161a;--card:#1c1f25;--ink:#e8eaed;--dim:#a2a9b5;--line:#363b45;--soft:#262a32;
--ok:#5fc98f;--bad:#ff8a80;--warn:#f0b95a;--accent:#8ab4ff;--ok-soft:#2f6b4a;--bad-soft:#3c2424;--warn-soft:#3a2f1a}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;padding:1.5rem 1.25rem 4rem;max-width:76rem;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem;font-weight:650}
h2{font-size:1.12rem;margin:2.25rem 0 .6rem;font-weight:650}
h3{font-size:.98rem;margin:1.1rem 0 .35rem;font-weight:600}
p{margin:.35rem 0 .7rem;max-width:64rem}
a{color:var(--accent)}
code,pre,kbd{font-family:var(--mono);font-size:.88em}
pre{overflow:auto;background:var(--soft);padding:.7rem .8rem;border-radius:6px;margin:.5rem 0;white-space:pre-wrap}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.dim{color:var(--dim)}
.lead{color:var(--dim);margin:0}
.verdict{display:inline-block;font-weight:650;padding:.05rem .6rem;border-radius:999px;border:1.5px solid currentColor;font-size:.9rem;margin-right:.5rem}
.is-ok{color:var(--ok)}.is-bad{color:var(--bad)}.is-warn{color:var(--warn)}
.is-ok::before{content:"✓ "}.is-bad::before{content:"✕ "}.is-warn::before{content:"△ "}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.6rem,1fr));gap:.6rem;margin:1.2rem 0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.55rem .75rem;min-width:0}
.figures dt{color:var(--dim);font-size:.8rem}
.figures dd{margin:0;font-size:1.12rem;font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
nav.toc{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.8rem 0 0;font-size:.92rem}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.92rem;overflow-wrap:break-word}
td span,th span{white-space:nowrap}td pre,td code{overflow-wrap:anywhere}tbody th code{display:inline-block;min-width:9.5rem;overflow-wrap:anywhere}
th,td{border-bottom:1px solid var(--line);padding:.32rem .5rem;text-align:left;vertical-align:top}
th:first-child{padding-left:0}
th{font-weight:600;color:var(--dim);font-size:.84rem}
tbody th{color:var(--ink);font-size:inherit;font-weight:500}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--accent)}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;margin:.8rem 0}
.card>h3{margin-top:0}
.card.bad{border-left:4px solid var(--bad)}
.command{display:flex;gap:.5rem;align-items:flex-start;margin:.4rem 0}
.command code{flex:1;background:var(--soft);padding:.35rem .6rem;border-radius:6px;min-width:0}
button{font:inherit;font-size:.86rem;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.25rem .65rem;cursor:pointer}
button:hover{border-color:var(--accent)}
figure{margin:.6rem 0 1rem}
figcaption{font-size:.86rem;color:var(--dim)}
svg.plot{display:block;width:100%;height:auto;max-width:52rem;font:11px system-ui,sans-serif}
svg.plot text{fill:var(--dim)}svg.plot .axis{stroke:var(--line);stroke-width:1}svg.plot .grid{stroke:var(--soft);stroke-width:1}
svg.plot .title{fill:var(--ink);font-weight:600}
svg.plot .s0{stroke:var(--accent);fill:var(--accent)}svg.plot .s1{stroke:var(--ok);fill:var(--ok)}svg.plot .s2{stroke:var(--bad);fill:var(--bad)}svg.plot .s3{stroke:var(--warn);fill:var(--warn)}
svg.plot path{fill:none!important;stroke-width:1.8}
svg.plot .d1{stroke-dasharray:5 3}svg.plot .d2{stroke-dasharray:2 3}svg.plot .d3{stroke-dasharray:8 3 2 3}
@media (max-width:36rem){body{padding:1rem .8rem 3rem;font-size:15px}h1{font-size:1.25rem}.figures{grid-template-columns:repeat(2,1fr)}.opt{display:none}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--dim:#444;--line:#bbb;--soft:#f3f3f3}body{max-width:none;padding:0}button,nav.toc{display:none!important}.card,figure,tr{break-inside:avoid}.wide{overflow:visible}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
