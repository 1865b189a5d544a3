package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Kind;
import java.util.ArrayList;
import java.util.List;

/** All kinds of objects, in the order in which they are read ({@code getSchemaData}). */
public final class Kinds {

    private Kinds() {}

    /** A new list of all kinds. */
    public static List<Kind<?>> all() {
        List<Kind<?>> kinds = new ArrayList<>();
        // Extensions first: membership decides whether other objects are dumped.
        kinds.add(new Extensions());

        // Namespaces
        kinds.add(new Namespaces());

        // Relations (sequences too), their columns' defaults, links of partitions
        kinds.add(new Relations());
        kinds.add(new AttributeDefaults());
        kinds.add(new TableAttaches());

        // Functions and aggregates
        kinds.add(new Functions());
        kinds.add(new Aggregates());

        // Types and domain constraints; shell types last, since they sort after the types that they announce
        kinds.add(new BaseTypes());
        kinds.add(new RangeTypes());
        kinds.add(new EnumTypes());
        kinds.add(new CompositeTypes());
        kinds.add(new DomainTypes());
        kinds.add(new UndefinedTypes());
        kinds.add(new DummyTypes());
        kinds.add(new ShellTypes());
        kinds.add(new DomainConstraints());

        // Languages, casts, transforms, operators, access methods, conversions, collations, text search
        kinds.add(new Languages());
        kinds.add(new Operators());
        kinds.add(new AccessMethods());
        // Operator classes sort before families of the same name.
        kinds.add(new OperatorClasses());
        kinds.add(new OperatorFamilies());
        kinds.add(new TextSearchParsers());
        kinds.add(new TextSearchTemplates());
        kinds.add(new TextSearchDictionaries());
        kinds.add(new TextSearchConfigurations());
        kinds.add(new Collations());
        kinds.add(new Conversions());
        kinds.add(new Casts());
        kinds.add(new Transforms());

        // Foreign data, default privileges
        kinds.add(new ForeignDataWrappers());
        kinds.add(new ForeignServers());
        kinds.add(new DefaultPrivileges());

        // Event triggers
        kinds.add(new EventTriggers());

        // Indexes, links of indexes
        kinds.add(new Indexes());
        kinds.add(new IndexAttaches());

        // Extended statistics
        kinds.add(new ExtendedStatistics());

        // Constraints
        kinds.add(new Constraints());

        // Triggers
        kinds.add(new Triggers());

        // Rules
        kinds.add(new Rules());

        // Policies
        kinds.add(new Policies());

        // Publications, subscriptions
        kinds.add(new Publications());
        kinds.add(new PublicationTables());
        kinds.add(new PublicationSchemas());
        kinds.add(new Subscriptions());

        // Data of relations, large objects, refreshing of materialized views
        kinds.add(new TableDataEntries());
        kinds.add(new SequenceSets());
        kinds.add(new MatviewRefreshes());
        kinds.add(new LargeObjects());
        kinds.add(new LargeObjectGroups());
        kinds.add(new LargeObjectData());
        return List.copyOf(kinds);
    }
}
