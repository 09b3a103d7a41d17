-- What people have in all channels of a community together: adding it up at each look at the board took seconds at a million answers.

create table community_totals (
  community_id integer not null references communities (id),
  period text not null,
  person_id integer not null references people (id),
  points integer not null,
  right_answers integer not null,
  answers integer not null,
  primary key (community_id, period, person_id)
);
create index community_totals_person on community_totals (person_id);
create index community_totals_board on community_totals (community_id, period, points desc, person_id);

insert into community_totals (community_id, period, person_id, points, right_answers, answers)
select channels.community_id, totals.period, totals.person_id, sum(totals.points), sum(totals.right_answers), sum(totals.answers)
from totals join channels on channels.id = totals.channel_id
group by channels.community_id, totals.period, totals.person_id;

-- A channel that is set up in no community of its own is looked for in all of them, at each event.
create index channels_external on channels (external_id);
