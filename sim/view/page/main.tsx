import { render } from 'preact';
import type { PageData } from '../page-data.ts';
import { App } from './app.tsx';
import { unpacked } from './unpack.ts';
import { WorkerLink } from './worker-link.ts';

function fail(reason: string): void {
  const status = document.querySelector('#loading') ?? document.body.appendChild(document.createElement('p'));
  status.setAttribute('role', 'alert');
  status.textContent = reason;
}

async function start(): Promise<void> {
  let data: PageData;
  let worker: string;
  try {
    data = JSON.parse(await unpacked('data')) as PageData;
    worker = await unpacked('worker');
  } catch {
    fail('This page is damaged: a part of it is cut off or changed. Make it again with npm run view.');
    return;
  }
  const root = document.querySelector('#app');
  if (root === null) return;
  const first = root.innerHTML;
  root.textContent = '';
  render(<App data={data} link={new WorkerLink(worker)} first={first} />, root);
}

void start();
