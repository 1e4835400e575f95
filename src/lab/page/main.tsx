import { render } from 'preact';
import { NETWORKS } from '../trade-offs/network.js';
render(<p>{NETWORKS.length}</p>, document.body);
