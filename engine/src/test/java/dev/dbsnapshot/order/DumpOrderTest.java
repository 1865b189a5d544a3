package dev.dbsnapshot.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.schema.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of objects in an archive, on graphs made by hand. */
class DumpOrderTest {

    private final Database database = new Database(new Catalog(
            new ServerVersion(150000, "15"), new Quoting(Set.of(), true), Selection.EVERYTHING, "database", true));
    private final Nodes nodes = new Nodes("node", LoopTurn.NEVER);
    private long lastOid;

    record Node(Priority priority) {}

    /** A kind that breaks loops by letting go of the first link, and keeps what it was asked. */
    private static final class Nodes implements Kind<Node> {
        private final String noun;
        private final LoopTurn turn;
        private final List<String> asked = new ArrayList<>();
        private boolean breaks;

        Nodes(String noun, LoopTurn turn) {
            this.noun = noun;
            this.turn = turn;
        }

        @Override
        public String noun() {
            return noun;
        }

        @Override
        public Class<Node> type() {
            return Node.class;
        }

        @Override
        public Priority priority(Node node) {
            return node.priority();
        }

        @Override
        public List<CatalogQuery> queries(Catalog catalog) {
            return List.of();
        }

        @Override
        public void read(CatalogRows rows, Database database) {}

        @Override
        public LoopTurn loopTurn() {
            return turn;
        }

        @Override
        public boolean breakLoop(Loop loop) {
            asked.add(String.join(
                    " ", loop.members().stream().map(SchemaObject::name).toList()));
            if (breaks) {
                loop.get(0).forgetDependency(loop.after(0));
            }
            return breaks;
        }

        @Override
        public void write(SchemaObject<Node> object, EntryWriter out) {}
    }

    private SchemaObject<Node> add(Priority priority, @Nullable String namespace, String name) {
        return database.add(nodes, new Node(priority), new CatalogId(1, ++lastOid), namespace, name);
    }

    private SchemaObject<Node> table(String name) {
        return add(Priority.TABLE, "public", name);
    }

    private List<String> order(Kind<?>... kinds) {
        database.addBoundaries();
        return DumpOrder.of(database, kinds.length == 0 ? List.of(nodes) : List.of(kinds)).stream()
                .map(SchemaObject::name)
                .toList();
    }

    @Test
    void objectsStandByPriorityThenNamespaceThenName() {
        add(Priority.INDEX, "a", "index");
        add(Priority.TABLE, "b", "a");
        add(Priority.TABLE, "a", "z");
        add(Priority.TABLE, "a", "b");
        add(Priority.NAMESPACE, null, "schema");

        assertThat(order()).containsExactly("schema", "b", "z", "a", "index");
    }

    @Test
    void namesAreComparedByTheirBytesInUtf8() {
        table("a");
        table("Z");
        table("_");
        table("ä");
        table("\uFFFD"); // Behind the next one in UTF-16, before it in UTF-8.
        table("\uD83D\uDE00");

        assertThat(order()).containsExactly("Z", "_", "a", "ä", "\uFFFD", "\uD83D\uDE00");
    }

    @Test
    void whatLivesInNoSchemaStandsLast() {
        add(Priority.DEFAULT_ACL, null, "a");
        add(Priority.DEFAULT_ACL, "public", "z");

        assertThat(order()).containsExactly("z", "a");
    }

    @Test
    void whatIsNeededMovesInFrontOfWhatNeedsItAndNothingElseMoves() {
        SchemaObject<Node> a = table("a");
        table("b");
        SchemaObject<Node> c = table("c");
        table("d");
        a.dependOn(c);

        assertThat(order()).containsExactly("c", "a", "b", "d");
    }

    @Test
    void dataStandsBetweenDefinitionsAndWhatNeedsData() {
        SchemaObject<Node> constraint = add(Priority.CONSTRAINT, "public", "a");
        constraint.setSeparate(true);
        add(Priority.TABLE_DATA, "public", "b");
        table("c");

        assertThat(order()).containsExactly("c", "b", "a");
    }

    @Test
    void aConstraintInsideItsTableStandsWhereTheTableNeedsIt() {
        SchemaObject<Node> constraint = add(Priority.CONSTRAINT, "public", "check");
        SchemaObject<Node> table = table("table");
        table.dependOn(constraint);

        assertThat(order()).containsExactly("check", "table");
    }

    @Test
    void aTableThatNeedsItselfIsNoTrouble() {
        SchemaObject<Node> table = table("a");
        table.dependOn(table);
        table("b").dependOn(table);

        assertThat(order()).containsExactly("a", "b");
    }

    @Test
    void circularForeignKeysBreakBehindTheFirstTable() {
        SchemaObject<Node> a = add(Priority.TABLE_DATA, "public", "a");
        SchemaObject<Node> b = add(Priority.TABLE_DATA, "public", "b");
        a.dependOn(b);
        b.dependOn(a);

        assertThat(order()).containsExactly("a", "b");
    }

    @Test
    void aLoopThatNobodyKnowsIsBrokenAllTheSame() {
        SchemaObject<Node> a = table("a");
        SchemaObject<Node> b = table("b");
        SchemaObject<Node> c = table("c");
        a.dependOn(b);
        b.dependOn(c);
        c.dependOn(a);

        assertThat(order()).containsExactly("a", "c", "b");
    }

    @Test
    void kindsAreAskedInTheirTurnUntilOneBreaksTheLoop() {
        Nodes late = new Nodes("late", LoopTurn.DOMAIN_AND_CHECK);
        Nodes early = new Nodes("early", LoopTurn.TYPE_AND_FUNCTION);
        Nodes breaker = new Nodes("breaker", LoopTurn.VIEW_AND_RULE);
        breaker.breaks = true;
        SchemaObject<Node> a = table("a");
        SchemaObject<Node> b = table("b");
        a.dependOn(b);
        b.dependOn(a);

        assertThat(order(late, early, breaker)).containsExactly("a", "b");
        assertThat(early.asked).containsExactly("a b");
        assertThat(breaker.asked).containsExactly("a b");
        assertThat(late.asked).isEmpty();
    }

    @Test
    void loopsWithACommonMemberAreBrokenOneAfterTheOther() {
        nodes.breaks = true;
        SchemaObject<Node> a = table("a");
        SchemaObject<Node> b = table("b");
        SchemaObject<Node> c = table("c");
        a.dependOn(b);
        b.dependOn(a);
        b.dependOn(c);
        c.dependOn(b);

        assertThat(order()).hasSize(3);
        assertThat(a.dependencies().size()
                        + b.dependencies().size()
                        + c.dependencies().size())
                .isEqualTo(2);
    }

    @Test
    void aVeryLongLoopNeedsNoStack() {
        List<SchemaObject<Node>> chain = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            chain.add(table("t" + i));
        }
        for (int i = 0; i < chain.size(); i++) {
            chain.get(i).dependOn(chain.get((i + 1) % chain.size()));
        }

        assertThat(order()).hasSize(50_000).startsWith("t0", "t49999", "t49998");
    }
}
