BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE call_events (
	call TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	payload JSON NOT NULL, 
	CONSTRAINT pk_call_events PRIMARY KEY (call, number), 
	CONSTRAINT fk_call_events_call FOREIGN KEY(call) REFERENCES calls (id) ON DELETE CASCADE
);
INSERT INTO "call_events" VALUES('call-1',0,'2026-11-21 03:00:00.000000','{"type":"Plan","visit":{"type":"Visit","id":"call-1","department":"otdel1","title":"Отдел №1","did":"7770001","caller":{"type":"Identity","number":"+79161234567","name":"Пётр"},"shown":{"type":"Identity","number":"89161234567","name":"Пётр"},"language":"ru"},"steps":[{"type":"Ring","people":[{"type":"Person","name":"Изюмов Флорентий","number":"+79991234501","email":"m01@example.com","role":"primary","ways":[{"type":"Way","endpoints":["PJSIP/+79991234501@trunk"],"shown":{"type":"Identity","number":"89161234567","name":"Пётр"},"variables":[["X","1"]],"trunk":null,"company":false,"ringing_within":null,"mailed":false,"proof":false}],"confirm":false}],"strategy":"staggered","stagger":20.0,"timeout":60.0,"leg_timeout":null,"rounds":1,"passes_over":false},{"type":"HandOver","destinations":[{"type":"Destination","context":"ext-queues","extension":"9999","priority":"1"}]}],"why":{"type":"Why","mode":"duty","shift":"Ночь","date":"2026-11-20","source":"sheet","version":7,"cells":["Otdel1!D23","Otdel1!I23"],"issues":["EMAIL_MISSING"]},"callers_own":[],"busy":[],"came_from":null,"rung_for_caller":[],"came_by":null,"limit":null,"question":{"type":"Question","prompt":["press-1-to-accept"],"number":[]},"comfort":{"type":"Comfort","hears":"ringing","music":null,"announcement":[],"every":30.0,"greeting":[],"answered":false,"nobody":[],"position":false},"ahead":0,"chosen":null,"shows_name":false,"taping":null}');
INSERT INTO "call_events" VALUES('call-1',1,'2026-11-21 03:00:01.000000','{"type":"LegCreated","leg":1}');
INSERT INTO "call_events" VALUES('call-1',2,'2026-11-21 03:00:02.000000','{"type":"LegRinging","leg":1}');
INSERT INTO "call_events" VALUES('call-1',3,'2026-11-21 03:00:03.000000','{"type":"Refused","command":{"type":"Connect","leg":0,"bridge":1,"attempt":1},"kind":"timed out"}');
INSERT INTO "call_events" VALUES('call-1',4,'2026-11-21 03:00:04.000000','{"type":"TimerFired","timer":3}');
INSERT INTO "call_events" VALUES('call-1',5,'2026-11-21 03:00:05.000000','{"type":"LegAnswered","leg":1}');
INSERT INTO "call_events" VALUES('call-1',6,'2026-11-21 03:00:06.000000','{"type":"LegGone","leg":1,"q850":16,"sip":null,"with_asterisk":false}');
CREATE TABLE calls (
	id TEXT NOT NULL, 
	department TEXT, 
	title TEXT NOT NULL, 
	did TEXT, 
	caller TEXT, 
	caller_name TEXT, 
	shown TEXT, 
	shown_name TEXT, 
	language TEXT NOT NULL, 
	mode TEXT, 
	shift TEXT, 
	shift_date DATE, 
	source TEXT, 
	version INTEGER, 
	cells JSON NOT NULL, 
	issues JSON NOT NULL, 
	outcome TEXT, 
	started_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	ended_at DATETIME, 
	answered_by TEXT, transfers JSON, reason TEXT, recording TEXT, recording_removed_at DATETIME, 
	CONSTRAINT pk_calls PRIMARY KEY (id)
);
INSERT INTO "calls" VALUES('call-1','otdel1','Отдел №1','7770001','+79161234567','Пётр','89161234567','Пётр','ru','duty','Ночь','2026-11-20','sheet',7,'["Otdel1!D23","Otdel1!I23"]','["EMAIL_MISSING"]','answered','2026-11-21 03:00:00.000000','2026-11-21 03:00:16.000000','2026-11-21 03:01:15.000000','Изюмов Флорентий','[]',NULL,NULL,NULL);
CREATE TABLE configuration (
	file TEXT NOT NULL, 
	text TEXT NOT NULL, 
	main BOOLEAN NOT NULL, 
	kept_at DATETIME NOT NULL, 
	CONSTRAINT pk_configuration PRIMARY KEY (file)
);
INSERT INTO "configuration" VALUES('/etc/stasis-app/config.yaml','ari: {}
',1,'2026-11-21 03:00:00.000000');
CREATE TABLE legs (
	call TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	number TEXT, 
	email TEXT, 
	role TEXT NOT NULL, 
	dialled_at DATETIME, 
	answered_at DATETIME, 
	ended_at DATETIME, 
	outcome TEXT, 
	q850 INTEGER, 
	sip INTEGER, forwarded_to TEXT, 
	CONSTRAINT pk_legs PRIMARY KEY (call, position), 
	CONSTRAINT fk_legs_call FOREIGN KEY(call) REFERENCES calls (id) ON DELETE CASCADE
);
INSERT INTO "legs" VALUES('call-1',0,'Изюмов Флорентий','+79991234501','m01@example.com','primary','2026-11-21 03:00:00.001000','2026-11-21 03:00:15.000000','2026-11-21 03:01:15.000000','answered',16,NULL,NULL);
INSERT INTO "legs" VALUES('call-1',1,'Сабитов Никита',NULL,NULL,'backup',NULL,NULL,NULL,'skipped',NULL,NULL,NULL);
CREATE TABLE mirror_candidates (
	department TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT pk_mirror_candidates PRIMARY KEY (department)
);
CREATE TABLE mirror_changes (
	department TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	cell TEXT NOT NULL, 
	was TEXT, 
	now TEXT, 
	CONSTRAINT pk_mirror_changes PRIMARY KEY (department, version, position), 
	CONSTRAINT fk_mirror_changes_department FOREIGN KEY(department, version) REFERENCES mirror_contents (department, version) ON DELETE CASCADE
);
CREATE TABLE mirror_contents (
	department TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	pulled_at DATETIME NOT NULL, 
	active_from DATETIME NOT NULL, 
	fingerprint TEXT NOT NULL, 
	CONSTRAINT pk_mirror_contents PRIMARY KEY (department, version)
);
CREATE TABLE mirror_reported (
	department TEXT NOT NULL, 
	code TEXT NOT NULL, 
	cell TEXT NOT NULL, 
	content TEXT NOT NULL, 
	CONSTRAINT pk_mirror_reported PRIMARY KEY (department, code, cell, content)
);
CREATE TABLE mirror_sheets (
	department TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	rows JSON NOT NULL, 
	CONSTRAINT pk_mirror_sheets PRIMARY KEY (department, version, title), 
	CONSTRAINT fk_mirror_sheets_department FOREIGN KEY(department, version) REFERENCES mirror_contents (department, version) ON DELETE CASCADE
);
CREATE TABLE mirror_times (
	what TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_mirror_times PRIMARY KEY (what)
);
CREATE TABLE mode_changes (
	id INTEGER NOT NULL, 
	department TEXT NOT NULL, 
	setting TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	switched_by TEXT, 
	toggled BOOLEAN NOT NULL, 
	CONSTRAINT pk_mode_changes PRIMARY KEY (id)
);
INSERT INTO "mode_changes" VALUES(1,'otdel1','duty','2026-11-21 03:00:00.000000','101',1);
CREATE TABLE modes (
	department TEXT NOT NULL, 
	setting TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	switched_by TEXT, 
	toggled BOOLEAN NOT NULL, 
	CONSTRAINT pk_modes PRIMARY KEY (department)
);
INSERT INTO "modes" VALUES('otdel1','duty','2026-11-21 03:00:00.000000','101',1);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	payload JSON NOT NULL, 
	due DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	last_error TEXT, 
	created_at DATETIME NOT NULL, 
	done_at DATETIME, 
	given_up_at DATETIME, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT uq_outbox_key UNIQUE ("key")
);
INSERT INTO "outbox" VALUES(1,'mail','call-1','{"key":"call-1","to":["m01@example.com"],"subject":"Информация о звонке","text":"text","html":"<p>text</p>","attached":null}','2026-11-21 03:01:15.000000',0,NULL,'2026-11-21 03:01:15.000000',NULL,NULL);
CREATE TABLE overrides (
	id INTEGER NOT NULL, 
	department TEXT NOT NULL, 
	role TEXT NOT NULL, 
	person TEXT, 
	since DATETIME NOT NULL, 
	until DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	ended_at DATETIME, 
	ended_by TEXT, 
	CONSTRAINT pk_overrides PRIMARY KEY (id)
);
INSERT INTO "overrides" VALUES(1,'otdel1','primary','Изюмов Флорентий','2026-11-21 09:00:00.000000','2026-11-22 09:00:00.000000','2026-11-21 03:00:00.000000','root',NULL,NULL);
CREATE TABLE trunk_refusals (
	trunk TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	told_at DATETIME NOT NULL, 
	CONSTRAINT pk_trunk_refusals PRIMARY KEY (trunk)
);
INSERT INTO "trunk_refusals" VALUES('PJSIP/{number}@trunk','2026-11-21 03:00:00.000000','2026-11-21 03:00:00.000000');
CREATE INDEX ix_calls_started_at ON calls (started_at);
CREATE INDEX ix_outbox_due ON outbox (kind, due);
CREATE INDEX ix_overrides_until ON overrides (until);
COMMIT;
