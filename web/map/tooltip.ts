import { Popup } from 'maplibre-gl';

/** What is said of a thing under the pointer: its name, which is data, and lines about it. */
export interface Tip {
  title: string;
  lines: string[];
}

/** The bubble beside the pointer. */
export const tipPopup = (): Popup =>
  new Popup({ closeButton: false, closeOnClick: false, offset: 14, maxWidth: '280px', className: 'tip' });

export function tooltipElement({ title, lines }: Tip): HTMLElement {
  const element = document.createElement('div');
  const heading = element.appendChild(document.createElement('strong'));
  heading.textContent = title;
  heading.lang = 'zh-CN';
  heading.dataset.content = 'data';
  for (const line of lines) element.appendChild(document.createElement('div')).textContent = line;
  return element;
}
