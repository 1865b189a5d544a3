package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.toc.Section;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a replay that a step belongs to, as it is told as progress. They follow each other in this order. */
enum ReplayPhase {
    SCHEMA("schema"),
    DATA("data"),
    INDEXES("indexes"),
    CONSTRAINTS("constraints");

    /** What builds an index; primary keys and unique constraints come first in pg_dump's order, as CONSTRAINT. */
    private static final Set<String> BUILDS_INDEX = Set.of("CONSTRAINT", "INDEX", "INDEX ATTACH", "STATISTICS");

    private final String word;

    ReplayPhase(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** The phase of a step after others: never one that is over. */
    static ReplayPhase of(Step step, @Nullable ReplayPhase before) {
        ReplayPhase own = own(step);
        ReplayPhase earliest = before == null ? SCHEMA : before;
        return own == null || own.compareTo(earliest) < 0 ? earliest : own;
    }

    private static @Nullable ReplayPhase own(Step step) {
        if (step instanceof Step.Definition definition) {
            Section section = definition.entry().section();
            return switch (section) {
                case PRE_DATA -> SCHEMA;
                case DATA -> DATA;
                case POST_DATA -> BUILDS_INDEX.contains(definition.entry().desc()) ? INDEXES : CONSTRAINTS;
                case NONE -> null;
            };
        }
        return step instanceof Step.Setting ? null : DATA;
    }
}
