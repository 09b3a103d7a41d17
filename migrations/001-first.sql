-- Everything of the first release. src/storage/schema.ts says what the columns mean.
-- One source for both dialects: @id stands for the dialect's own generated key. Statements end with a semicolon at the line's end.

create table meta (
  key text primary key,
  value text not null
);

create table communities (
  id @id,
  platform text not null,
  external_id text not null,
  name text not null,
  time_zone text not null,
  week_start text not null check (week_start in ('monday', 'sunday')),
  created_at bigint not null,
  unique (platform, external_id)
);

create table channels (
  id @id,
  community_id integer not null references communities (id),
  external_id text not null,
  name text not null,
  deck text not null,
  time_zone text not null,
  crons text not null,
  days_off text not null,
  window_ms bigint not null check (window_ms > 0),
  catch_up_ms bigint not null check (catch_up_ms >= 0),
  scoring_rule text not null,
  first_answer_counts integer not null,
  instant_feedback integer not null,
  reactions integer not null,
  state text not null check (state in ('active', 'paused')),
  paused_reason text,
  next_run_at bigint,
  created_by text,
  created_at bigint not null,
  unique (community_id, external_id)
);
create index channels_due on channels (state, next_run_at);

create table missed_runs (
  channel_id integer not null references channels (id),
  run_at bigint not null,
  reason text not null,
  noted_at bigint not null,
  primary key (channel_id, run_at)
);

create table people (
  id @id,
  community_id integer not null references communities (id),
  name text not null,
  hidden integer not null,
  created_at bigint not null
);

create table accounts (
  community_id integer not null references communities (id),
  external_id text not null,
  person_id integer not null references people (id),
  primary key (community_id, external_id)
);
create index accounts_person on accounts (person_id);

create table admins (
  community_id integer not null references communities (id),
  kind text not null check (kind in ('person', 'role')),
  external_id text not null,
  added_at bigint not null,
  primary key (community_id, kind, external_id)
);

create table seasons (
  id @id,
  community_id integer not null references communities (id),
  number integer not null,
  name text not null,
  starts_at bigint not null,
  ends_at bigint,
  unique (community_id, number)
);

create table rounds (
  id @id,
  channel_id integer not null references channels (id),
  slot text not null,
  state text not null check (state in ('scheduled', 'posting', 'open', 'closed', 'revealed', 'void')),
  deck text not null,
  deck_version text not null,
  question text not null,
  topic text not null,
  entries text not null,
  kind text not null,
  difficulty text not null,
  content text not null,
  seed bigint not null,
  reason text not null,
  scoring_rule text not null,
  first_answer_counts integer not null,
  instant_feedback integer not null,
  reactions integer not null,
  scheduled_at bigint not null,
  posted_at bigint,
  closes_at bigint,
  closed_at bigint,
  revealed_at bigint,
  sequence integer,
  exempt integer not null,
  week text not null,
  month text not null,
  season_id integer not null references seasons (id),
  message text,
  unique (channel_id, slot)
);
-- One unrevealed round a channel, whatever the code does.
create unique index rounds_unrevealed on rounds (channel_id) where state in ('scheduled', 'posting', 'open', 'closed');
create unique index rounds_sequence on rounds (channel_id, sequence) where sequence is not null;
create index rounds_message on rounds (message);
create index rounds_state on rounds (state, closes_at) where state in ('scheduled', 'posting', 'open', 'closed');
create index rounds_channel on rounds (channel_id, id);

create table answers (
  round_id integer not null references rounds (id),
  person_id integer not null references people (id),
  choice text not null,
  is_right integer not null,
  via text not null,
  read_back integer not null,
  at bigint not null,
  primary key (round_id, person_id)
);
create index answers_person on answers (person_id);

create table forgotten_answers (
  round_id integer not null references rounds (id),
  choice text not null,
  is_right integer not null,
  count integer not null,
  primary key (round_id, choice, is_right)
);

create table scores (
  round_id integer not null references rounds (id),
  person_id integer not null references people (id),
  base integer not null,
  bonus integer not null,
  points integer not null,
  streak integer not null,
  primary key (round_id, person_id)
);
create index scores_person on scores (person_id);

create table standings (
  channel_id integer not null references channels (id),
  person_id integer not null references people (id),
  streak integer not null,
  best integer not null,
  last_sequence integer not null,
  primary key (channel_id, person_id)
);
create index standings_person on standings (person_id);

create table totals (
  channel_id integer not null references channels (id),
  period text not null,
  person_id integer not null references people (id),
  points integer not null,
  right_answers integer not null,
  answers integer not null,
  primary key (channel_id, period, person_id)
);
create index totals_person on totals (person_id);

create table deliveries (
  id @id,
  key text not null unique,
  kind text not null,
  subject text not null,
  community_id integer not null references communities (id),
  channel_id integer references channels (id),
  round_id integer references rounds (id),
  payload text,
  state text not null check (state in ('pending', 'sending', 'sent', 'held', 'failed', 'cancelled')),
  attempts integer not null,
  not_before bigint not null,
  maybe_sent_since bigint,
  message text,
  error text,
  created_at bigint not null,
  sent_at bigint,
  unique (kind, subject)
);
create index deliveries_waiting on deliveries (community_id, id) where state in ('pending', 'sending');
create index deliveries_round on deliveries (round_id);

create table playground_messages (
  id @id,
  channel text not null,
  thread_of integer,
  delivery_key text unique,
  author text not null,
  card text,
  text text,
  created_at bigint not null,
  edited_at bigint,
  deleted_at bigint
);
create index playground_channel on playground_messages (channel, id);

create table playground_reactions (
  message_id integer not null references playground_messages (id),
  label text not null,
  user_id text not null,
  created_at bigint not null,
  primary key (message_id, label, user_id)
);
