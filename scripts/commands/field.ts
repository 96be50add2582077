import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { OutboxImport } from '../../server/field-sync/contract.ts';
import type { CommandTools } from './access.ts';

/** Holds the password of the account that imports, so that it stands in no list of processes. */
export const passwordVariable = 'YZT_ACCOUNT_PASSWORD';

interface ImportOptions {
  account: string;
}

/** Stores one file in the name of an account that has given its password. */
type ImportFile = (document: Record<string, unknown>) => Promise<OutboxImport>;

/** Signs an account in, and runs a command's work; true where everything is stored. */
type WithAccount = (
  work: (importFile: ImportFile, files: readonly string[]) => Promise<boolean>,
) => (files: string[], options: ImportOptions) => Promise<void>;

const standing = { stored: '已存', conflict: '冲突', refused: '拒绝', early: '过早', missing: '缺内容' } as const;

/** `field import`: what a device in the field could not send, from the files that it wrote. */
export function addFieldCommands(program: Command, { print, usage }: CommandTools, withAccount: WithAccount): void {
  program
    .command('field')
    .description('records from the field')
    .command('import')
    .description(
      `store the files that a device exported, all parts of one account; ${passwordVariable} holds its password; exit code 1 where something is not stored`,
    )
    .argument('<files...>', 'JSON files, in any order')
    .requiredOption('--account <username>', 'whose records these are: what a file holds counts as said by this account')
    .action(
      withAccount(async (importFile, files) => {
        const answers: ({ file: string } & OutboxImport)[] = [];
        for (const file of files) answers.push({ file, ...(await importFile(await documentOf(file, usage))) });
        print({ files: answers }, () => answers.flatMap(lines));
        return answers.every(({ outcomes, photos }) =>
          [...outcomes, ...photos].every(({ status }) => status === 'stored'),
        );
      }),
    );
}

async function documentOf(file: string, usage: CommandTools['usage']): Promise<Record<string, unknown>> {
  const content = await readFile(file, 'utf8');
  try {
    return JSON.parse(content) as Record<string, unknown>;
  } catch (error) {
    throw usage(`${file} is no JSON file: ${(error as Error).message}`);
  }
}

function lines({ file, outcomes, photos }: { file: string } & OutboxImport): string[] {
  const told = outcomes.map(({ key, ...rest }) => ({ name: key, ...rest }));
  const pictures = photos.map(({ sha256, ...rest }) => ({ name: `照片 ${sha256.slice(0, 12)}…`, ...rest }));
  const stored = (all: readonly { status: string }[]) => all.filter(({ status }) => status === 'stored').length;
  return [
    `${file}:记录 ${stored(outcomes)}/${outcomes.length} 条、照片 ${stored(photos)}/${photos.length} 张已存好`,
    ...[...told, ...pictures]
      .filter(({ status }) => status !== 'stored')
      .map(({ name, status, reason }) => `  ${standing[status]} ${name}:${reason?.zh ?? ''}`),
  ];
}
