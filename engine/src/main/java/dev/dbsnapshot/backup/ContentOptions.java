package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.script.EntryFilter;
import dev.dbsnapshot.script.ScriptOptions;
import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.script.ScriptOptions.Part;
import dev.dbsnapshot.toc.Section;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The options of a dump in the words of those of a script: pg_dump, too, decides which entries it writes, and what
 * restore.sql holds, by pg_restore's options ({@code ropt} in {@code main}).
 */
final class ContentOptions {

    private static final Map<DumpFlag, Flag> FLAGS = new EnumMap<>(Map.of(
            DumpFlag.NO_COMMENTS, Flag.NO_COMMENTS,
            DumpFlag.NO_PUBLICATIONS, Flag.NO_PUBLICATIONS,
            DumpFlag.NO_SUBSCRIPTIONS, Flag.NO_SUBSCRIPTIONS,
            DumpFlag.NO_SECURITY_LABELS, Flag.NO_SECURITY_LABELS,
            DumpFlag.NO_TABLESPACES, Flag.NO_TABLESPACES,
            DumpFlag.NO_TABLE_ACCESS_METHOD, Flag.NO_TABLE_ACCESS_METHOD,
            DumpFlag.ENABLE_ROW_SECURITY, Flag.ENABLE_ROW_SECURITY,
            DumpFlag.QUOTE_ALL_IDENTIFIERS, Flag.QUOTE_ALL_IDENTIFIERS,
            DumpFlag.IF_EXISTS, Flag.IF_EXISTS));

    private ContentOptions() {}

    static ScriptOptions of(DumpOptions options, int major) {
        Set<Part> parts = EnumSet.allOf(Part.class);
        if (options.has(DumpFlag.SCHEMA_ONLY)) {
            parts = EnumSet.of(Part.SCHEMA);
        } else if (options.has(DumpFlag.DATA_ONLY)) {
            parts = EnumSet.of(Part.DATA);
        }
        Set<Section> sections = EnumSet.of(Section.NONE);
        for (DumpSection section : options.sections()) {
            sections.add(Section.valueOf(section.name()));
        }
        // An archive always describes its database, in case that somebody restores it with --create.
        Set<Flag> flags = EnumSet.of(Flag.CREATE);
        FLAGS.forEach((dump, script) -> {
            if (options.has(dump)) {
                flags.add(script);
            }
        });
        if (!options.has(DumpFlag.OWNER)) {
            flags.add(Flag.NO_OWNER);
        }
        if (!options.has(DumpFlag.PRIVILEGES)) {
            flags.add(Flag.NO_PRIVILEGES);
        }
        return new ScriptOptions(major, null, parts, sections, flags, null, null, EntryFilter.EVERYTHING);
    }
}
