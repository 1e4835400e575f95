import { render } from 'preact';
import { config } from 'zod/mini';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/controls.css';
import '../styles/results.css';
import '../styles/failures.css';
import { FailuresApp } from './failures-app.js';

// Compiled validators need `eval`, which the page's Content-Security-Policy refuses.
config({ jitless: true });

const root = document.getElementById('lab');
if (root === null) throw new Error('failures.html has no #lab');
render(<FailuresApp />, root);
