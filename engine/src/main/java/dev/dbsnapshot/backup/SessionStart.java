package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.connect.SnapshotStart;

/** What options change in the sessions of a backup ({@code setup_connection}). */
final class SessionStart {

    private SessionStart() {}

    static SnapshotStart of(DumpOptions options) {
        StringBuilder settings = new StringBuilder();
        if (options.has(DumpFlag.QUOTE_ALL_IDENTIFIERS)) {
            settings.append("SET quote_all_identifiers = on;\n");
        }
        if (options.has(DumpFlag.ENABLE_ROW_SECURITY)) {
            settings.append("SET row_security = on;\n");
        }
        if (options.includesAny(NamePattern.Objects.FOREIGN_DATA)) {
            settings.append("SELECT pg_catalog.set_config(name, 'view', false) FROM pg_catalog.pg_settings"
                    + " WHERE name = 'restrict_nonsystem_relation_kind';\n");
        }
        return new SnapshotStart(
                options.role(), settings.toString(), options.snapshot(), options.has(DumpFlag.SERIALIZABLE_DEFERRABLE));
    }
}
