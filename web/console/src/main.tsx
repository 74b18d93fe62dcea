import { createRoot } from 'react-dom/client';
import { App } from './App';
import './ground.css';
import './inbox.css';
import './conversation.css';
import './files.css';
import './packet.css';
import './dialogs.css';
import './pages.css';
import './narrow.css';

const root = document.getElementById('console');
if (root) createRoot(root).render(<App />);
