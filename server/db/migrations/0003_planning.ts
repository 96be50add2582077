import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  sql`CREATE TABLE scenario (
    id text PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    name text NOT NULL,
    note text NOT NULL,
    shared boolean NOT NULL,
    status text NOT NULL,
    owner_id text NOT NULL,
    owner_name text NOT NULL,
    effective_from date NOT NULL,
    base_seq bigint NOT NULL,
    forked_from text REFERENCES scenario (id),
    changes jsonb NOT NULL,
    change_set_id text REFERENCES change_set (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (jsonb_typeof(changes) = 'array'))`,
  sql`CREATE INDEX scenario_owner ON scenario (owner_id, updated_at)`,

  sql`CREATE TABLE cost_rate (
    id text PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    action text NOT NULL,
    facility_kind text,
    function_id text,
    per text NOT NULL,
    yuan double precision NOT NULL CHECK (yuan >= 0),
    source text NOT NULL,
    demo boolean NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by text NOT NULL)`,
  sql`CREATE UNIQUE INDEX cost_rate_subject
    ON cost_rate (action, coalesce(facility_kind, ''), coalesce(function_id, ''), per)`,

  sql`CREATE TABLE worklist_item (
    list text NOT NULL,
    item_key text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    assignee_id text,
    assignee_name text,
    due_on date,
    note text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by text NOT NULL,
    PRIMARY KEY (list, item_key))`,
];

/** What planners work with beside the register: scenarios, the rates that price them, and who does what from a worklist. */
export const planning: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
