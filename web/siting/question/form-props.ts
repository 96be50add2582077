import type { Position } from '../geometry-text.ts';
import type { Ask, ChangeSiting } from '../siting-view.ts';

/** What the next clicks on the map say. */
export type Taking = 'area' | 'points' | null;

/** A layer of public land parcels. */
export interface ParcelLayer {
  id: string;
  name: string;
}

export interface FormProps {
  ask: Ask;
  variant: 'where' | 'pareto';
  asOf: string | null;
  taking: Taking;
  layers: readonly ParcelLayer[];
  /** What a site is called. */
  nameOf(siteId: string): string;
  onChange: ChangeSiting;
  onTaking(taking: Taking): void;
  /** Takes what the map shows as the area. */
  onWindow(): void;
  onShow(position: Position): void;
}
