import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { FieldApp } from './app/FieldApp.tsx';
import { keyIdNow } from './app/session.ts';
import { startWords } from './app/words.ts';
import './field.css';
import { database } from './store/database.ts';
import { sealPlainPictures } from './store/picture-care.ts';

startWords();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <FieldApp />
  </StrictMode>,
);
// What cannot be sealed now, on a full device say, stays plain, is told of where areas are listed, and is tried at the next start.
sealPlainPictures(database, keyIdNow()).catch(() => undefined);
