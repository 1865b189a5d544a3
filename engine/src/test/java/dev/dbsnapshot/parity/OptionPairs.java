package dev.dbsnapshot.parity;

import static dev.dbsnapshot.api.NamePattern.Objects.EXTENSION;
import static dev.dbsnapshot.api.NamePattern.Objects.FOREIGN_DATA;
import static dev.dbsnapshot.api.NamePattern.Objects.SCHEMA;
import static dev.dbsnapshot.api.NamePattern.Objects.TABLE;
import static dev.dbsnapshot.api.NamePattern.Objects.TABLE_DATA;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.api.SnapshotException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Every pair of pg_dump's options, in as few dumps as a simple search finds: several options in each. */
final class OptionPairs {

    private static final int OPTIONS_OF_A_DUMP = 5;

    /** One option, as pg_dump is told and as we are. */
    record Single(String argument, UnaryOperator<DumpOptions> option) {}

    private record Pair(Single one, Single other) {}

    /** Every option that an archive can show, or that must not change it. */
    static final List<Single> SINGLES = List.of(
            flag("--schema-only", DumpFlag.SCHEMA_ONLY),
            flag("--data-only", DumpFlag.DATA_ONLY),
            section("pre-data", DumpSection.PRE_DATA),
            section("data", DumpSection.DATA),
            section("post-data", DumpSection.POST_DATA),
            new Single("--schema=app|parts", options -> options.include(SCHEMA, "app|parts")),
            new Single("--exclude-schema=hr*", options -> options.exclude(SCHEMA, "hr*")),
            new Single("--table=app.[a-p]*", options -> options.include(TABLE, "app.[a-p]*")),
            new Single("--exclude-table=*.*s", options -> options.exclude(TABLE, "*.*s")),
            new Single("--exclude-table-data=app.p*", options -> options.exclude(TABLE_DATA, "app.p*")),
            new Single("--extension=hstore", options -> options.include(EXTENSION, "hstore")),
            new Single("--include-foreign-data=echo", options -> options.include(FOREIGN_DATA, "echo")),
            flag("--no-comments", DumpFlag.NO_COMMENTS),
            flag("--no-publications", DumpFlag.NO_PUBLICATIONS),
            flag("--no-subscriptions", DumpFlag.NO_SUBSCRIPTIONS),
            flag("--no-security-labels", DumpFlag.NO_SECURITY_LABELS),
            flag("--no-tablespaces", DumpFlag.NO_TABLESPACES),
            flag("--no-table-access-method", DumpFlag.NO_TABLE_ACCESS_METHOD),
            flag("--no-toast-compression", DumpFlag.NO_TOAST_COMPRESSION),
            flag("--no-unlogged-table-data", DumpFlag.NO_UNLOGGED_TABLE_DATA),
            flag("--blobs", DumpFlag.LARGE_OBJECTS),
            flag("--no-blobs", DumpFlag.NO_LARGE_OBJECTS),
            flag("--inserts", DumpFlag.INSERTS),
            flag("--column-inserts", DumpFlag.COLUMN_INSERTS),
            new Single("--rows-per-insert=3", options -> options.withRowsPerInsert(3)),
            flag("--on-conflict-do-nothing", DumpFlag.ON_CONFLICT_DO_NOTHING),
            flag("--load-via-partition-root", DumpFlag.LOAD_VIA_PARTITION_ROOT),
            flag("--enable-row-security", DumpFlag.ENABLE_ROW_SECURITY),
            flag("--quote-all-identifiers", DumpFlag.QUOTE_ALL_IDENTIFIERS),
            flag("--strict-names", DumpFlag.STRICT_NAMES),
            flag("--clean", DumpFlag.CLEAN),
            flag("--if-exists", DumpFlag.IF_EXISTS),
            flag("--create", DumpFlag.CREATE),
            flag("--serializable-deferrable", DumpFlag.SERIALIZABLE_DEFERRABLE),
            new Single("--lock-wait-timeout=60000", options -> options.withLockWaitTimeout(Duration.ofMinutes(1))),
            new Single("--role=option_reader", options -> options.withRole("option_reader")));

    private OptionPairs() {}

    /** Every option for itself. */
    static List<OptionCase> alone() {
        return SINGLES.stream().map(single -> of(List.of(single))).toList();
    }

    /** Pairs that contradict each other stand alone; all others share dumps. */
    static List<OptionCase> cases() {
        List<OptionCase> cases = new ArrayList<>();
        Set<Pair> open = new LinkedHashSet<>();
        for (int i = 0; i < SINGLES.size(); i++) {
            for (int j = i + 1; j < SINGLES.size(); j++) {
                List<Single> both = List.of(SINGLES.get(i), SINGLES.get(j));
                if (contradict(both) && needed(both) == null) {
                    cases.add(of(both));
                } else {
                    open.add(new Pair(SINGLES.get(i), SINGLES.get(j)));
                }
            }
        }
        while (!open.isEmpty()) {
            Pair first = open.iterator().next();
            List<Single> together = new ArrayList<>(List.of(first.one(), first.other()));
            Single needed = needed(together);
            if (needed != null) {
                together.add(needed);
            }
            while (together.size() < OPTIONS_OF_A_DUMP && add(together, open)) {
                // One after the other.
            }
            if (contradict(together)) {
                together = new ArrayList<>(List.of(first.one(), first.other()));
            }
            for (Single one : together) {
                for (Single other : together) {
                    open.remove(new Pair(one, other));
                }
            }
            cases.add(of(together));
        }
        return cases;
    }

    /** Adds the option that makes the most pairs that are still open, if there is one. */
    private static boolean add(List<Single> together, Set<Pair> open) {
        Single best = null;
        long most = 0;
        for (Single candidate : SINGLES) {
            List<Single> more = new ArrayList<>(together);
            more.add(candidate);
            if (!together.contains(candidate) && !contradict(more)) {
                long gained = together.stream()
                        .filter(one ->
                                open.contains(new Pair(one, candidate)) || open.contains(new Pair(candidate, one)))
                        .count();
                if (gained > most) {
                    most = gained;
                    best = candidate;
                }
            }
        }
        return best != null && together.add(best);
    }

    /** Two options need a third one to be accepted; without it the pair says nothing. */
    private static Single needed(List<Single> both) {
        for (Single third : SINGLES) {
            List<Single> more = new ArrayList<>(both);
            more.add(third);
            if (contradict(both) && !contradict(more)) {
                return third;
            }
        }
        return null;
    }

    private static boolean contradict(List<Single> singles) {
        try {
            of(singles).options().check();
            return false;
        } catch (SnapshotException e) {
            return true;
        }
    }

    private static OptionCase of(List<Single> singles) {
        DumpOptions options = DumpOptions.DEFAULT;
        List<String> arguments = new ArrayList<>();
        for (Single single : singles) {
            options = single.option().apply(options);
            arguments.add(single.argument());
        }
        return new OptionCase(arguments, options);
    }

    private static Single flag(String argument, DumpFlag flag) {
        return new Single(argument, options -> options.with(flag));
    }

    private static Single section(String name, DumpSection section) {
        return new Single("--section=" + name, options -> {
            EnumSet<DumpSection> sections = EnumSet.of(section);
            if (options.sections().size() < DumpSection.values().length) {
                sections.addAll(options.sections());
            }
            return options.withSections(sections);
        });
    }
}
