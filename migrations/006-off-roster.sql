-- Right answers from off the roster are kept apart by what each earned: they count for a team only as far as they lift it.

drop table team_totals;
create table team_totals (
  channel_id integer not null references channels (id),
  period text not null,
  team_id integer not null references teams (id),
  -- 0: the roster. More: answers from off the roster that earned so many points each.
  off_roster integer not null,
  member_rounds integer not null,
  points integer not null,
  primary key (channel_id, period, team_id, off_roster)
);
-- The totals are derived, and made afresh once.
insert into meta (key, value) values ('rescore', 'off the roster') on conflict (key) do update set value = excluded.value;
