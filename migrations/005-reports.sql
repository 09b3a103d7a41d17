-- Wrong keys: what people report, what was regraded, what is still to be told; and when each channel's recap comes.

create table reports (
  id @id,
  round_id integer not null references rounds (id),
  -- null once the person deleted their data; their words are gone then too.
  person_id integer references people (id),
  reason text not null,
  at bigint not null,
  -- When the question was corrected, or an admin found nothing wrong with it.
  settled_at bigint
);
create unique index reports_once on reports (round_id, person_id) where person_id is not null;
create index reports_person on reports (person_id);

create table regrades (
  id @id,
  round_id integer not null references rounds (id),
  deck_version text not null,
  key_before text not null,
  key_after text not null,
  became_right integer not null,
  became_wrong integer not null,
  at bigint not null
);
create index regrades_round on regrades (round_id, id);

create table regrade_notes (
  channel_id integer not null references channels (id),
  person_id integer not null references people (id),
  points integer not null,
  at bigint not null,
  primary key (channel_id, person_id)
);
create index regrade_notes_person on regrade_notes (person_id);

create table recaps (
  channel_id integer primary key references channels (id),
  cron text not null,
  enabled integer not null,
  pictures integer not null,
  time_zone text not null,
  next_at bigint
);
create index recaps_due on recaps (next_at);
