-- Schema 1. One row per document: what identifies it, what screens sort, filter and draw by, the base
-- while unsent work lies on top, and last the document's own text, so that the small columns are read
-- without it. The columns of the projections are described in dwd-store-<table>.c.
--   modified         byte for byte as received
--   org              the organisation's name
--   dirty            unsent operations lie on top: data is ours, base is the server's
--   ahead            newer than the watermark (from a delta or an answer): an older feed row is stale
--   seen             token of the last full resync that met the row
--   server_*         the newest version heard of while dirty

CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  title TEXT,
  status TEXT,
  time_zone TEXT,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX organization_dirty ON organization (name) WHERE dirty = 1;

CREATE TABLE employee (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  employee_name TEXT,
  active INTEGER,
  dispatch_enabled INTEGER,
  zone TEXT,
  phone TEXT,
  user_id TEXT,
  latitude REAL,
  longitude REAL,
  skills TEXT,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX employee_dispatch ON employee (dispatch_enabled, active);
CREATE INDEX employee_dirty ON employee (name) WHERE dirty = 1;

CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  customer_name TEXT,
  customer_group TEXT,
  phone TEXT,
  email TEXT,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX customer_by_name ON customer (customer_name);
CREATE INDEX customer_dirty ON customer (name) WHERE dirty = 1;

CREATE TABLE address (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  customer TEXT,
  city TEXT,
  zone TEXT,
  display TEXT,
  latitude REAL,
  longitude REAL,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX address_customer ON address (customer);
CREATE INDEX address_dirty ON address (name) WHERE dirty = 1;

CREATE TABLE dispatch_job (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  status INTEGER,
  priority INTEGER,
  is_open INTEGER NOT NULL,
  place_us INTEGER NOT NULL,
  date_us INTEGER,
  start_us INTEGER,
  end_us INTEGER,
  created_us INTEGER,
  status_updated_us INTEGER,
  arrival_us INTEGER,
  departure_us INTEGER,
  duration_us INTEGER,
  travel_us INTEGER,
  latitude REAL,
  longitude REAL,
  assigned_to TEXT,
  customer TEXT,
  zone TEXT,
  job_type TEXT,
  skills TEXT,
  certifications TEXT,
  search TEXT,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX dispatch_job_place ON dispatch_job (place_us, name);
CREATE INDEX dispatch_job_open ON dispatch_job (place_us, name) WHERE is_open = 1;
CREATE INDEX dispatch_job_urgency ON dispatch_job (priority DESC, place_us, name, status);
CREATE INDEX dispatch_job_created ON dispatch_job (created_us DESC, name);
CREATE INDEX dispatch_job_zone ON dispatch_job (zone, priority DESC, place_us, name);
CREATE INDEX dispatch_job_dirty ON dispatch_job (name) WHERE dirty = 1;

CREATE TABLE schedule_entry (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  employee TEXT,
  shift_template TEXT,
  status INTEGER,
  start_us INTEGER,
  end_us INTEGER,
  break_start_us INTEGER,
  break_end_us INTEGER,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX schedule_entry_start ON schedule_entry (start_us, employee);
CREATE INDEX schedule_entry_dirty ON schedule_entry (name) WHERE dirty = 1;

CREATE TABLE shift_template (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  shift_name TEXT,
  start_time TEXT,
  end_time TEXT,
  color TEXT,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX shift_template_dirty ON shift_template (name) WHERE dirty = 1;

CREATE TABLE leave_application (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  employee TEXT,
  status TEXT,
  leave_type TEXT,
  from_us INTEGER,
  to_us INTEGER,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX leave_application_to ON leave_application (to_us, from_us);
CREATE INDEX leave_application_dirty ON leave_application (name) WHERE dirty = 1;

CREATE TABLE geofence (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  location_name TEXT,
  latitude REAL,
  longitude REAL,
  radius_m REAL,
  zone TEXT,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX geofence_dirty ON geofence (name) WHERE dirty = 1;

CREATE TABLE technician_location (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  employee TEXT,
  latitude REAL,
  longitude REAL,
  heading REAL,
  speed_kmh REAL,
  accuracy_m REAL,
  battery REAL,
  recorded_us INTEGER,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX technician_location_dirty ON technician_location (name) WHERE dirty = 1;

CREATE TABLE notification (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  docstatus INTEGER NOT NULL,
  org TEXT NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 0,
  ahead INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 0,
  for_user TEXT,
  kind TEXT,
  reference_doctype TEXT,
  reference_name TEXT,
  is_read INTEGER,
  dismissed INTEGER,
  created_us INTEGER,
  base TEXT,
  server_modified TEXT,
  server_data TEXT,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX notification_created ON notification (created_us DESC);
CREATE INDEX notification_dirty ON notification (name) WHERE dirty = 1;

-- The outbox. An operation and the local change it describes are written in one transaction.
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id TEXT NOT NULL UNIQUE,
  doctype INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind INTEGER NOT NULL,
  verb INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  state INTEGER NOT NULL,
  failure INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0,
  force INTEGER NOT NULL DEFAULT 0,
  waits INTEGER NOT NULL DEFAULT 0,
  created_us INTEGER NOT NULL,
  next_try_us INTEGER NOT NULL DEFAULT 0,
  base_modified TEXT,
  label TEXT NOT NULL,
  detail TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  data TEXT
) STRICT;
CREATE INDEX outbox_record ON outbox (doctype, name, seq);
CREATE INDEX outbox_ready ON outbox (state, lane, next_try_us, seq);

-- Both sides of a record whose queue is held until a person decides.
CREATE TABLE conflict (
  seq INTEGER PRIMARY KEY,
  doctype INTEGER NOT NULL,
  name TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  server_modified TEXT,
  base TEXT,
  mine TEXT,
  server TEXT
) STRICT;

-- What lost, and can be taken back by a new change.
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  doctype INTEGER NOT NULL,
  name TEXT NOT NULL,
  op_id TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  rule TEXT NOT NULL,
  winner TEXT NOT NULL,
  lost TEXT
) STRICT;
CREATE INDEX decision_record ON decision (doctype, name);

-- Where each DocType's feed stands. While a full resync runs, resync_token is set and its pages move
-- resync_since; since stays empty, so that a crash in the middle begins it anew.
CREATE TABLE cursor (
  doctype INTEGER PRIMARY KEY,
  since TEXT NOT NULL DEFAULT '',
  resync_since TEXT NOT NULL DEFAULT '',
  resync_token INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Deletions heard of, by identity over time: a series may give a name out again.
CREATE TABLE tombstone (
  doctype INTEGER NOT NULL,
  name TEXT NOT NULL,
  creation TEXT NOT NULL,
  modified TEXT NOT NULL,
  ahead INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (doctype, name, creation)
) STRICT, WITHOUT ROWID;

-- Values seen in columns that screens filter by.
CREATE TABLE facet (
  kind INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

-- Indexes laid aside while a first sync runs.
CREATE TABLE dropped_index (
  name TEXT PRIMARY KEY,
  doctype INTEGER NOT NULL,
  sql TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Operations that name a record by its temporary name: the few that a server's name has to be written into.
CREATE INDEX outbox_waits ON outbox (seq) WHERE waits = 1;
-- The text that a search looks through, apart from the documents: a tenth of the file to read.
CREATE INDEX dispatch_job_search ON dispatch_job (search);

-- Rows.
INSERT INTO dispatch_job (name, creation, modified, docstatus, org, dirty, status, priority, is_open, place_us, zone, skills, search, assigned_to, base, data) VALUES ('JOB-2026-00001', '2026-11-20 09:00:00.000001', '2026-11-23 18:00:00.000002', 0, 'ORG-1', 1, 3, 3, 1, 9223372036854775807, 'North', char(10) || 'HVAC' || char(10), 'job-2026-00001', 'HR-EMP-00001',
  '{"doctype": "Dispatch Job", "name": "JOB-2026-00001", "owner": "ana@astana.example", "creation": "2026-11-20 09:00:00.000001", "modified": "2026-11-23 18:00:00.000002", "docstatus": 0, "organization": "ORG-1", "customer": "CUST-00001", "customer_name": "Ice rink", "title": "Boiler is cold", "status": "Assigned", "priority": "High", "assigned_to": "HR-EMP-00001", "scheduled_date": "2026-11-24", "scheduled_start": "09:00:00", "scheduled_end": "10:30:00", "zone": "North", "required_skills": [{"skill": "HVAC", "min_proficiency": 3}], "history": [{"at": "2026-11-20 09:00:00", "user": "Ana Sadykova", "kind": "created", "detail": ""}]}',
  '{"doctype": "Dispatch Job", "name": "JOB-2026-00001", "owner": "ana@astana.example", "creation": "2026-11-20 09:00:00.000001", "modified": "2026-11-23 18:00:00.000002", "docstatus": 0, "organization": "ORG-1", "customer": "CUST-00001", "customer_name": "Ice rink", "title": "Mine: boiler is cold", "status": "Assigned", "priority": "High", "assigned_to": "HR-EMP-00001", "scheduled_date": "2026-11-24", "scheduled_start": "09:00:00", "scheduled_end": "10:30:00", "zone": "North", "required_skills": [{"skill": "HVAC", "min_proficiency": 3}], "history": [{"at": "2026-11-20 09:00:00", "user": "Ana Sadykova", "kind": "created", "detail": ""}]}');
INSERT INTO outbox (seq, op_id, doctype, name, kind, verb, lane, state, created_us, base_modified, label, detail, data) VALUES (1, '7f1a2f5e-0000-4000-8000-000000000001', 5, 'JOB-2026-00001', 2, 1, 1, 1, 1795400000000000, '2026-11-23 18:00:00.000002', 'Boiler is cold', '', '{"title":"Mine: boiler is cold"}');
INSERT INTO organization (name, creation, modified, docstatus, org, data) VALUES ('ORG-1', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "ORG-1", "org_name": "Astana Field Services", "time_zone": "Asia/Almaty"}');
INSERT INTO employee (name, creation, modified, docstatus, org, data) VALUES ('HR-EMP-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "HR-EMP-00001", "employee_name": "Svetlana Orlova", "status": "Active", "dispatch_enabled": 1, "organization": "ORG-1", "skills": [{"skill": "HVAC", "proficiency": 4}]}');
INSERT INTO customer (name, creation, modified, docstatus, org, data) VALUES ('CUST-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "CUST-00001", "customer_name": "Ice rink", "organization": "ORG-1"}');
INSERT INTO address (name, creation, modified, docstatus, org, data) VALUES ('ADDR-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "ADDR-00001", "organization": "ORG-1", "customer": "CUST-00001"}');
INSERT INTO schedule_entry (name, creation, modified, docstatus, org, data) VALUES ('SCH-2026-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "SCH-2026-00001", "organization": "ORG-1", "employee": "HR-EMP-00001", "date": "2026-11-24", "start_time": "08:00:00", "end_time": "17:00:00", "status": "Published"}');
INSERT INTO shift_template (name, creation, modified, docstatus, org, data) VALUES ('SHIFT-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "SHIFT-00001", "organization": "ORG-1", "shift_name": "Day"}');
INSERT INTO leave_application (name, creation, modified, docstatus, org, data) VALUES ('HR-LAP-2026-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "HR-LAP-2026-00001", "organization": "ORG-1", "employee": "HR-EMP-00001", "from_date": "2026-12-01", "to_date": "2026-12-02", "status": "Approved"}');
INSERT INTO geofence (name, creation, modified, docstatus, org, data) VALUES ('LOC-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "LOC-00001", "organization": "ORG-1", "location_name": "Depot", "latitude": 51.1, "longitude": 71.4}');
INSERT INTO technician_location (name, creation, modified, docstatus, org, data) VALUES ('HR-EMP-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "HR-EMP-00001", "organization": "ORG-1", "employee": "HR-EMP-00001", "latitude": 51.1, "longitude": 71.4, "recorded_at": "2026-11-24 09:00:00"}');
INSERT INTO notification (name, creation, modified, docstatus, org, data) VALUES ('NOTIF-00001', '2026-11-01 08:00:00', '2026-11-23 18:00:00', 0, 'ORG-1', '{"name": "NOTIF-00001", "organization": "ORG-1", "subject": "Late", "kind": "late"}');
INSERT INTO cursor (doctype, since) VALUES (5, 'seq:42');
INSERT INTO tombstone (doctype, name, creation, modified, ahead, at_us) VALUES (5, 'JOB-2026-00002', '2026-11-20 09:00:00', '2026-11-23 18:00:00', 0, 1795400000000000);
INSERT INTO facet (kind, value) VALUES (1, 'North'), (2, 'HVAC');
INSERT INTO decision (doctype, name, op_id, at_us, rule, winner, lost) VALUES (5, 'JOB-2026-00001', 'op', 1795400000000000, 'discard', 'nobody', '{}');
INSERT INTO setting (key, value) VALUES ('clean', '1'), ('user.account', '{}');
PRAGMA user_version = 3;
