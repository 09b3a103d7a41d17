-- What people asked and the cheatsheet does not say: words only, never who asked.

create table ask_misses (
  community_id integer not null references communities (id),
  query text not null,
  count integer not null,
  last_at bigint not null,
  primary key (community_id, query)
);
