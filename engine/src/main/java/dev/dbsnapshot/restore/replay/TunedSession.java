package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.connect.Session;

/** A session, and how it is set. */
record TunedSession(Session session, SessionTuning tuning) {}
