-- Teams with the history of who was in them, team totals, seasons that end, streak freezes.

create table teams (
  id @id,
  community_id integer not null references communities (id),
  name text not null,
  name_key text not null,
  group_id text,
  created_at bigint not null,
  ended_at bigint
);
create unique index teams_name on teams (community_id, name_key) where ended_at is null;
create unique index teams_group on teams (community_id, group_id) where ended_at is null and group_id is not null;

create table memberships (
  id @id,
  team_id integer not null references teams (id),
  person_id integer not null references people (id),
  from_at bigint not null,
  until_at bigint
);
create index memberships_team on memberships (team_id);
create index memberships_person on memberships (person_id);
-- One team a person at a time, whatever the code does.
create unique index memberships_current on memberships (person_id) where until_at is null;

create table team_totals (
  channel_id integer not null references channels (id),
  period text not null,
  team_id integer not null references teams (id),
  member_rounds integer not null,
  points integer not null,
  primary key (channel_id, period, team_id)
);

alter table communities add column teams_locked integer not null default 0;
alter table people add column left_at bigint;
create index people_unlisted on people (community_id) where hidden = 1 or left_at is not null;
create index totals_board on totals (channel_id, period, points desc, person_id);

alter table seasons add column started integer not null default 1;
alter table seasons add column planned_end bigint;

alter table standings add column answered integer not null default 0;
alter table standings add column freezes integer not null default 0;
-- Freezes change streaks that are stored already: everything derived is made afresh once.
insert into meta (key, value) values ('rescore', 'freezes');
