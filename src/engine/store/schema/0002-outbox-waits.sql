-- Operations that name a record by its temporary name: the few that a server's name has to be written into.
CREATE INDEX outbox_waits ON outbox (seq) WHERE waits = 1;
