import { render } from 'preact';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/controls.css';
import '../styles/results.css';
import '../styles/console.css';
import { ConsoleApp } from './console-app.js';

const root = document.getElementById('lab');
if (root === null) throw new Error('console.html has no #lab');
render(<ConsoleApp />, root);
