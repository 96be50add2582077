import path from 'node:path';
import type { Command } from 'commander';
import type { NamingFinding } from '../../server/place-names/naming/contract.ts';
import type { NamingService } from '../../server/place-names/naming/service.ts';
import type { CommandTools } from './access.ts';

interface CheckOptions {
  suggest?: boolean;
}

/** Runs a command's work on the naming rules; true where no name is refused. */
type WithNaming = (
  work: (naming: NamingService, file: string, options: CheckOptions) => Promise<boolean>,
) => (file: string, options: CheckOptions) => Promise<void>;

const verdicts = { passes: '通过', review: '待审', refused: '不可用' } as const;

/** A clause as it is cited; practice has none. */
const cited = ({ document, place, standing }: NamingFinding['clause']): string =>
  standing === 'practice' ? '惯例,无条文' : `${document.zh}${place.zh}${standing === 'known' ? '' : ',条文待核对'}`;

/** `place-names check`: the names of a spreadsheet by the naming rules, beside the register and each other. */
export function addPlaceNameCommands(program: Command, { print }: CommandTools, withNaming: WithNaming): void {
  program
    .command('place-names')
    .description('place names')
    .command('check')
    .description('check the names of a spreadsheet by the naming rules; exit code 1 where one is refused')
    .argument(
      '<file>',
      'XLSX or CSV with the headings 名称 and 类别, and 县, 乡镇, 申请日期, 层数 … where they are known',
    )
    .option('--suggest', 'look for alternatives that pass')
    .action(
      withNaming(async (naming, file, options) => {
        const answer = await naming.checkSheet(
          { path: path.resolve(file), name: path.basename(file) },
          { suggest: options.suggest === true },
        );
        print(answer, () =>
          answer.items.flatMap(({ row, text, verdict, findings, findingsInAll, suggestions }) => [
            `第${row}行  ${verdicts[verdict]}  ${text.slice(0, 60)}`,
            ...findings.map(({ message, clause }) => `    ${message.zh}(${cited(clause)})`),
            ...(findingsInAll > findings.length ? [`    … 共 ${findingsInAll} 项`] : []),
            ...suggestions.map((suggestion) => `    可用:${suggestion.text}(${suggestion.reason.zh})`),
          ]),
        );
        return answer.items.every(({ verdict }) => verdict !== 'refused');
      }),
    );
}
