package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.toc.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Subscriptions of the database ({@code getSubscriptions}, {@code dumpSubscription}). */
final class Subscriptions implements Kind<Subscriptions.Subscription> {

    /**
     * A subscription.
     *
     * @param owner the owner's name
     * @param connection how the publisher is reached; a secret, since it may hold a password
     * @param slot the replication slot, or {@code null} for none
     * @param synchronousCommit its {@code synchronous_commit}
     * @param publications the publications
     * @param streaming {@code f} off, {@code t} on, {@code p} parallel
     * @param options its other options, each with value, in the order of pg_dump
     * @param origin its origin, {@code any} before 16
     */
    record Subscription(
            String owner,
            String connection,
            @Nullable String slot,
            String synchronousCommit,
            List<String> publications,
            char streaming,
            List<String> options,
            String origin) {
        Subscription {
            publications = List.copyOf(publications);
            options = List.copyOf(options);
        }

        /** Leaves out the connection. */
        @Override
        public String toString() {
            return "Subscription[" + owner + ", " + publications + "]";
        }
    }

    @Override
    public String noun() {
        return "subscription";
    }

    @Override
    public Class<Subscription> type() {
        return Subscription.class;
    }

    @Override
    public Priority priority(Subscription subscription) {
        return Priority.SUBSCRIPTION;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        if (catalog.selection().has(DumpFlag.NO_SUBSCRIPTIONS)) {
            return List.of();
        }
        int major = catalog.major();
        // A plain user may read the names, not how a subscription connects, and no system columns.
        String columns = !catalog.superuser()
                ? ""
                : ", s.tableoid, s.oid, NULL AS nspname, pg_catalog.pg_get_userbyid(s.subowner) AS owner,"
                        + " s.subconninfo, s.subslotname, s.subsynccommit, s.subpublications"
                        + (major >= 14 ? ", s.subbinary, s.substream" : "")
                        + (major >= 15 ? ", s.subtwophasestate, s.subdisableonerr" : "")
                        + (major >= 16 ? ", s.subpasswordrequired, s.subrunasowner, s.suborigin" : "")
                        + (major >= 17 ? ", s.subfailover" : "");
        return List.of(new CatalogQuery("subscriptions", """
            SELECT s.subname AS name%s
            FROM pg_catalog.pg_subscription s
            WHERE s.subdbid = (SELECT oid FROM pg_catalog.pg_database
              WHERE datname = pg_catalog.current_database())
            """.formatted(columns)));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        if (database.catalog().selection().has(DumpFlag.NO_SUBSCRIPTIONS)) {
            return;
        }
        List<String> unreadable = new ArrayList<>();
        rows.forEach("subscriptions", row -> {
            if (database.catalog().superuser()) {
                ObjectRows.select(this, read(row, database.catalog().major()), row, database);
            } else {
                unreadable.add(row.text("name"));
            }
        });
        Selection selection = database.catalog().selection();
        if (!unreadable.isEmpty() && selection.includesEverything() && !selection.has(DumpFlag.DATA_ONLY)) {
            // pg_dump warns and leaves them out. Where names or --data-only choose, they would not be dumped anyway.
            throw new SnapshotException(
                    ErrorCode.PRIVILEGE,
                    "cannot back up subscription " + String.join(", ", unreadable)
                            + ": only a superuser may read how it connects; connect as a superuser, or leave"
                            + " subscriptions out with --no-subscriptions");
        }
    }

    private static Subscription read(Row row, int major) {
        List<String> options = new ArrayList<>();
        if (major >= 15) {
            add(options, row.character("subtwophasestate") != 'd', "two_phase = on");
            add(options, row.bool("subdisableonerr"), "disable_on_error = true");
        }
        if (major >= 16) {
            add(options, !row.bool("subpasswordrequired"), "password_required = false");
            add(options, row.bool("subrunasowner"), "run_as_owner = true");
        }
        if (major >= 17) {
            add(options, row.bool("subfailover"), "failover = true");
        }
        if (major >= 14) {
            options.addAll(0, row.bool("subbinary") ? List.of("binary = true") : List.of());
        }
        return new Subscription(
                row.text("owner"),
                row.text("subconninfo"),
                row.textOrNull("subslotname"),
                row.text("subsynccommit"),
                ObjectRows.texts(row, "subpublications"),
                major >= 14 ? row.character("substream") : 'f',
                options,
                major >= 16 ? row.text("suborigin") : "any");
    }

    private static void add(List<String> options, boolean wanted, String option) {
        if (wanted) {
            options.add(option);
        }
    }

    @Override
    public void write(SchemaObject<Subscription> object, EntryWriter out) {
        String owner = object.details().owner();
        String name = out.quoting().id(object.name());
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "SUBSCRIPTION", Section.POST_DATA)
                    .owner(owner)
                    .defn(create(object.details(), name, out))
                    .dropStmt("DROP SUBSCRIPTION " + name + ";\n")
                    .build());
        }
        out.comment(object, "SUBSCRIPTION", name, null, owner);
        out.securityLabel(object, "SUBSCRIPTION", name, null, owner);
    }

    private static String create(Subscription subscription, String name, EntryWriter out) {
        Quoting quoting = out.quoting();
        String publications =
                subscription.publications().stream().map(quoting::id).collect(Collectors.joining(", "));
        String slot = subscription.slot() == null ? "NONE" : quoting.literal(subscription.slot());
        List<String> options = new ArrayList<>(List.of("connect = false", "slot_name = " + slot));
        options.addAll(subscription.options());
        streaming(subscription, options, out.major());
        add(
                options,
                !subscription.synchronousCommit().equals("off"),
                "synchronous_commit = " + quoting.id(subscription.synchronousCommit()));
        add(
                options,
                !subscription.origin().toLowerCase(Locale.ROOT).equals("any"),
                "origin = " + subscription.origin());
        return "CREATE SUBSCRIPTION " + name + " CONNECTION " + quoting.literal(subscription.connection())
                + " PUBLICATION " + publications + " WITH (" + String.join(", ", options) + ");\n";
    }

    /** Puts streaming where pg_dump has it: behind binary, in front of everything else. */
    private static void streaming(Subscription subscription, List<String> options, int major) {
        String value =
                switch (subscription.streaming()) {
                    case 't' -> "on";
                    // The default of 18; before 16 transactions are streamed, but nothing applies them in parallel.
                    case 'p' -> major >= 16 ? "parallel" : "on";
                    // 18 changed what CREATE SUBSCRIPTION does by itself.
                    default -> major >= 18 ? "off" : "";
                };
        int position = options.contains("binary = true") ? 3 : 2;
        if (!value.isEmpty()) {
            options.add(position, "streaming = " + value);
        }
    }
}
