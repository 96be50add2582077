import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { FieldApp } from './app/FieldApp.tsx';
import { startWords } from './app/words.ts';
import './field.css';

startWords();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <FieldApp />
  </StrictMode>,
);
