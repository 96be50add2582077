import { setImmediate as nextTurn } from 'node:timers/promises';
import type { z } from 'zod';
import { defaultRuleParameters, text, type Text } from '../../../gis-data/catalogue/index.ts';
import { coverageFor } from '../../coverage/remembered.ts';
import { questionOf } from '../../coverage/question.ts';
import { areasOf } from '../../coverage/report.ts';
import { assess } from '../../indicators/index.ts';
import type { JobContext } from '../../jobs/jobs.ts';
import type { Network } from '../../network/graph.ts';
import type { Actor } from '../../registry/contract.ts';
import { problems } from '../../registry/problem.ts';
import { today } from '../../registry/today.ts';
import type { ComparedScenario, ScenarioComparison } from '../../scenarios/contract.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { documentRequest } from '../contract.ts';
import { drawsChinese, pngOf } from '../map-picture/png.ts';
import type { ReportContent } from './content.ts';
import type { ReportData, Scope } from './data.ts';
import { reportDocx } from './docx-writer.ts';
import { reportHtml } from './html-writer.ts';
import { reportContent } from './report-content.ts';

export type DocumentRequest = z.output<typeof documentRequest>;

/** What a report is made from, all of one snapshot and refused at once where it cannot be made. */
export type PreparedReport = Omit<ReportData, 'assessment' | 'coverage' | 'network'> & {
  openNetwork: Network | null;
  format: DocumentRequest['format'];
};

/** A report as a file. */
export interface WrittenReport {
  fileName: string;
  mediaType: string;
  bytes: Buffer;
  demo: boolean;
  snapshot: string;
  asOf: string;
  /** What a reader of the file should know that the file itself cannot say. */
  warnings: Text[];
}

export interface DocumentService {
  /**
   * Opens what a request asks for.
   * @throws Problem not-found for a division or for a scenario that the actor may not see, `invalid` for a division that
   *   is neither city nor county or a day before the scenario's
   */
  prepared(actor: Actor, request: DocumentRequest): Promise<PreparedReport>;
  /** Computes and writes the report; between its steps it gives way to other requests and to cancellation. */
  write(prepared: PreparedReport, context: Pick<JobContext, 'progress' | 'signal'>): Promise<WrittenReport>;
}

export interface DocumentSources {
  snapshots: SnapshotService;
  walkNetwork(): Promise<Network | null>;
  /** A scenario beside the registry as it stands. */
  compare(actor: Actor, question: { ids: string[]; asOf?: string; level: 'county' }): Promise<ScenarioComparison>;
  /** 审图号 of the configured basemap; null: a field to be filled in. */
  approvalNumber: string | null;
}

/** How often a snapshot is taken anew when the registry moves between it and the scenario. */
const MOST_TRIES = 3;

export function createDocumentService(sources: DocumentSources): DocumentService {
  const { snapshots, walkNetwork, approvalNumber } = sources;

  /** A snapshot and, where asked for, the scenario's figures over that same snapshot. */
  async function basis(actor: Actor, { asOf, scenarioId }: DocumentRequest) {
    if (scenarioId === undefined) return { snapshot: await snapshots.at(asOf), scenario: null };
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const comparison = await sources.compare(actor, { ids: [scenarioId], asOf, level: 'county' });
      const snapshot = await snapshots.at(comparison.asOf);
      if (snapshot.id === comparison.snapshot) return { snapshot, scenario: comparison.scenarios[0]! };
    }
    throw problems.unavailable(
      text(
        '登记库正在被频繁修改,请稍后再生成报告',
        'The registry is being changed too often just now; make the report again in a moment',
      ),
    );
  }

  return {
    async prepared(actor, request) {
      const { snapshot, scenario } = await basis(actor, request);
      if (scenario) requireInForce(scenario, snapshot.asOf);
      return {
        language: request.lang,
        format: request.format,
        scope: scopeOf(snapshot, request.divisionId),
        snapshot,
        parameters: defaultRuleParameters,
        openNetwork: await walkNetwork(),
        scenario,
        approvalNumber,
        madeOn: today(),
      };
    },

    async write(prepared, { progress, signal }) {
      const step = async (fraction: number, message: Text) => {
        progress(fraction, message);
        await nextTurn();
        signal.throwIfAborted();
      };
      await step(0.05, text('计算指标', 'Computing indicators'));
      const data = await computed(prepared, () => step(0.25, text('计算步行覆盖', 'Computing walking coverage')));
      await step(0.45, text('绘制地图、编写正文', 'Drawing maps and writing'));
      const content = reportContent(data);
      const described = {
        demo: content.mark !== null,
        snapshot: data.snapshot.id,
        asOf: data.snapshot.asOf,
        fileName: `${content.title}_${data.snapshot.asOf}.${prepared.format}`.replace(/[\\/:*?"<>|\s]+/g, '_'),
      };
      if (prepared.format === 'html') {
        const bytes = Buffer.from(reportHtml(content));
        return { ...described, mediaType: 'text/html; charset=utf-8', bytes, warnings: [] };
      }
      const pngs = await picturesOf(content, (done, all) =>
        step(0.5 + (0.4 * done) / all, text(`绘制图片 ${done}/${all}`, `Drawing picture ${done} of ${all}`)),
      );
      await step(0.92, text('生成 DOCX', 'Writing DOCX'));
      return {
        ...described,
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        bytes: await reportDocx(content, pngs),
        warnings: (await drawsChinese()) ? [] : [noChineseFont],
      };
    },
  };
}

const noChineseFont = text(
  '服务器上没有中文字体:DOCX 中备用的 PNG 地图缺少汉字(SVG 地图不受影响)。请安装 Noto Sans CJK 等字体后重新生成',
  'This server has no Chinese font: the PNG maps that stand by in the DOCX lack Chinese characters (the SVG maps do not). Install one, for example Noto Sans CJK, and make the report again',
);

async function computed(prepared: PreparedReport, beforeCoverage: () => Promise<void>): Promise<ReportData> {
  const { openNetwork: network, format: _, ...rest } = prepared;
  const assessment = assess(rest.snapshot, rest.parameters, network);
  if (assessment.results.length === 0 || network === null)
    return { ...rest, assessment, network: null, coverage: null };
  await beforeCoverage();
  const question = questionOf({}, rest.parameters);
  const areas = areasOf(coverageFor(rest.snapshot, network, question));
  return { ...rest, assessment, network: network.header, coverage: { question, ...areas } };
}

/** The figures as PNG, one after the other. */
async function picturesOf(
  { blocks }: ReportContent,
  before: (done: number, all: number) => Promise<void>,
): Promise<Buffer[]> {
  const pictures = blocks.flatMap((block) => (block.type === 'figure' ? [block.picture] : []));
  const pngs: Buffer[] = [];
  for (const { svg } of pictures) {
    await before(pngs.length + 1, pictures.length);
    pngs.push(await pngOf(svg));
  }
  return pngs;
}

/** The division that a report is about; without an id the city. */
function scopeOf({ divisions }: Snapshot, id: string | undefined): Scope {
  const row = id === undefined ? divisions.ofLevel('city')[0] : divisions.indexById.get(id);
  if (row === undefined) {
    throw problems.notFound(
      text('这一天的这个区划,报告需要一个市或县', 'such division on that day; a report needs a city or county'),
    );
  }
  const { level, name } = divisions.bodies[row]!;
  if (level !== 'city' && level !== 'county') {
    throw problems.invalid([
      {
        path: 'divisionId',
        code: 'not-city-or-county',
        message: text(`“${name}”不是市或县(市、区)`, `“${name}” is neither a city nor a county`),
      },
    ]);
  }
  return { id: divisions.ids[row]!, level, name, row };
}

function requireInForce({ scenario }: ComparedScenario, asOf: string): void {
  if (asOf >= scenario.effectiveFrom) return;
  throw problems.invalid([
    {
      path: 'asOf',
      code: 'before-scenario',
      message: text(
        `方案自 ${scenario.effectiveFrom} 起生效,${asOf} 在此之前;请选择不早于该日的日期`,
        `The scenario holds from ${scenario.effectiveFrom}, and ${asOf} is before that; choose that day or a later one`,
      ),
    },
  ]);
}
