import { useEffect, useState } from 'react';

/** What is shown, kept behind the `#` of the address: a reload, also without a network, comes back to it. */
export type View =
  | { name: 'areas' }
  | { name: 'prepare' }
  | { name: 'account' }
  | { name: 'outbox' }
  | { name: 'review' }
  | { name: 'area'; areaId: string }
  | { name: 'marker'; areaId: string; markerId: string }
  | { name: 'case'; areaId: string; caseId: string };

export function viewAddress(view: View): string {
  if (view.name === 'area') return `#/area/${encodeURIComponent(view.areaId)}`;
  if (view.name === 'marker')
    return `#/area/${encodeURIComponent(view.areaId)}/marker/${encodeURIComponent(view.markerId)}`;
  if (view.name === 'case') return `#/area/${encodeURIComponent(view.areaId)}/case/${encodeURIComponent(view.caseId)}`;
  return `#/${view.name}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Reads the view from an address; what is malformed is the list of areas. */
export function readView(hash: string): View {
  const [name, areaId, part, id] = hash.replace(/^#\//, '').split('/').map(decoded);
  if (name === 'area' && areaId) {
    if (id && part === 'case') return { name: 'case', areaId, caseId: id };
    return id ? { name: 'marker', areaId, markerId: id } : { name: 'area', areaId };
  }
  if (name === 'prepare' || name === 'account' || name === 'outbox' || name === 'review') return { name };
  return { name: 'areas' };
}

export function useView(): View {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const change = () => setHash(location.hash);
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return readView(hash);
}
