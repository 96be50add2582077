import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { WorkbookCheck } from '../../server/reports/contract.ts';
import { readPublicKey } from '../../server/reports/signing/key.ts';
import { checkInThread } from '../../server/reports/workbook/thread.ts';
import type { WorkbookService } from '../../server/reports/workbook/service.ts';
import type { CommandTools } from './access.ts';

interface VerifyOptions {
  key?: string;
}

/** Runs work on the installation's own key, and gives its result. */
type WithWorkbooks = (work: (workbooks: WorkbookService) => Promise<WorkbookCheck>) => Promise<WorkbookCheck>;

/** Alterations printed as text; --json has more. */
const PRINTED = 20;

/** `verify`: whether a proving workbook is as it was signed. With a key it needs no database. */
export function addVerifyCommand(
  program: Command,
  { print, usage }: CommandTools,
  exit: { done: number; refused: number },
  withWorkbooks: WithWorkbooks,
): void {
  program
    .command('verify')
    .description('whether a proving workbook is as it was signed, and where it was altered')
    .argument('<file>', 'XLSX file')
    .option('--key <file>', "public key (PEM) of whoever issued it; default: this installation's own")
    .action(async (file: string, options: VerifyOptions) => {
      const workbook = path.resolve(file);
      if (!(await isFile(workbook))) throw usage(`There is no file "${file}"`);
      const check =
        options.key === undefined
          ? await withWorkbooks((workbooks) => workbooks.check(workbook))
          : await checkInThread(workbook, [await keyIn(options.key, usage)]);
      print(check, () => linesOf(check));
      process.exitCode = check.state === 'valid' ? exit.done : exit.refused;
    });
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function keyIn(file: string, usage: CommandTools['usage']): Promise<string> {
  if (!(await isFile(file))) throw usage(`--key: there is no file "${file}"`);
  const pem = await readFile(file, 'utf8');
  if (!readPublicKey(pem)) throw usage(`--key must be a public Ed25519 key in PEM form; "${file}" is not`);
  return pem;
}

function linesOf({ message, facts, fingerprint, alterations, alterationCount }: WorkbookCheck): string[] {
  return [
    message.zh,
    ...(facts ? [`${facts.scope.name} ${facts.asOf}  快照 ${facts.snapshot}${facts.demo ? '  演示数据' : ''}`] : []),
    ...(fingerprint === null ? [] : [`公钥指纹 ${fingerprint}`]),
    ...alterations.slice(0, PRINTED).map((alteration) => `  ${alteration.message.zh}`),
    ...(alterationCount > PRINTED ? [`  … 共 ${alterationCount} 处`] : []),
  ];
}
