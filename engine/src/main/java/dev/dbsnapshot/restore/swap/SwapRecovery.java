package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.journal.OpenAct;
import java.util.Set;

/** Finishes or reverts what a swap had begun when its process died. */
public final class SwapRecovery {

    /** The acts that it knows. */
    public static final Set<String> ACTS = Set.of(SwapRestore.CREATE, Exchange.BAR, Exchange.RENAME);

    private SwapRecovery() {}

    /**
     * Does it for one act; those that were begun last come first. Doing it twice does no harm.
     *
     * @param sessions sessions with the target, which nobody may be able to connect to at the moment
     * @return what was done, in one line
     */
    public static String recover(Sessions sessions, OpenAct act) {
        String database = act.fact("database");
        try (Session third = ThirdDatabase.openAgain(sessions, act.fact("third"))) {
            // The server may still be at what the process that died had asked for.
            ThirdDatabase.lockPatiently(third, database);
            Databases databases = new Databases(third);
            if (act.act().equals(SwapRestore.CREATE)) {
                boolean there = databases.find(act.fact("new")).isPresent();
                databases.drop(act.fact("new"));
                return there
                        ? "dropped the new database " + act.fact("new") + ", which was not complete"
                        : "there is no database " + act.fact("new") + " any more";
            }
            Exchange exchange = Exchange.of(act.facts());
            if (exchange.isDone(databases)) {
                return "database " + database + " is the restored one; the old one is " + exchange.kept();
            }
            exchange.letConnect(databases);
            return "database " + database + " is the old one, and takes connections";
        }
    }
}
