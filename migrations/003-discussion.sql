-- Whether each question opens a thread to talk about it, where the platform has threads of its own.

alter table channels add column discussion integer not null default 0;
