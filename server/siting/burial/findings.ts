import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { Network } from '../../network/graph.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { BurialAnswer, ExclusionRule, LandLayer } from '../contract.ts';

type Findings = BurialAnswer['findings'];

/** The rule of a kind of land with its layers. */
export interface Closing {
  rule: ExclusionRule;
  layers: LandLayer[];
}

/** What an answer leaves out or takes from elsewhere, and why. */
export function findingsOf(about: {
  snapshot: Snapshot;
  missingKinds: BurialAnswer['missingKinds'];
  closing: readonly Closing[];
  used: readonly LandLayer[];
  parcelLayers: readonly LandLayer[];
  network: Network | null;
  unbounded: readonly string[];
}): Findings {
  const { snapshot, missingKinds, closing, used, parcelLayers, network, unbounded } = about;
  const findings: Findings = [];
  const tell = (code: string, zh: string, en: string) => findings.push({ code, message: text(zh, en) });
  const list = (texts: readonly Text[]) =>
    text(texts.map(({ zh }) => zh).join('、'), texts.map(({ en }) => en.toLowerCase()).join(', '));
  if (missingKinds.length > 0) {
    const kinds = list(missingKinds.map(({ label }) => label));
    tell(
      'kinds-without-layer',
      `没有${kinds.zh}的图层,这些方面未知;所示范围只是“未被现有图层排除”`,
      `There is no layer of ${kinds.en}: nothing is known of them, and the area is only not excluded by the layers at hand`,
    );
  }
  const open = closing.filter(({ rule }) => !rule.confirmed);
  if (open.length > 0) {
    const kinds = list(open.map(({ rule }) => rule.label));
    tell('clauses-to-be-confirmed', `条文待核对:${kinds.zh}`, `Clauses to be confirmed: ${kinds.en}`);
  }
  const newer = used.filter(({ asOf }) => asOf > snapshot.asOf);
  if (newer.length > 0) {
    const names = newer.map(({ name }) => name);
    tell(
      'layers-newer-than-day',
      `所用图层晚于所问日期:${names.join('、')}`,
      `Layers that are newer than the asked day: ${names.join(', ')}`,
    );
  }
  if (unbounded.length > 0) {
    tell(
      'counties-without-boundary',
      `没有边界、未计入的县级区划:${unbounded.join('、')}`,
      `Counties without a boundary, left out: ${unbounded.join(', ')}`,
    );
  }
  if (parcelLayers.length === 0) tell('no-parcels', '没有候选地块图层', 'There is no layer of candidate parcels');
  else if (network === null) {
    tell('no-network', '没有路网,到达时间未知', 'There is no network: how long people need to get there is unknown');
  } else if (network.header.profile === 'walk') {
    tell('walk-network', '没有驾车路网,到达时间按步行计算', 'There is no car network: ways are walked');
  }
  return findings;
}
