package dev.dbsnapshot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules of the house: which room may use which, and what only some rooms may touch. */
@TestInstance(
        TestInstance.Lifecycle
                .PER_CLASS) // The classes are read once, and their hundreds of megabytes go with the test.
class ArchitectureTest {

    private final JavaClasses engine = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.dbsnapshot")
            .that(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("dev.dbsnapshot.testdata..")));

    private void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(engine);
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.dbsnapshot.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a room that needs the room that needs it is one room: move what both need to the lower one"));
    }

    @Test
    void apiNeedsNothing() {
        only("dev.dbsnapshot.api", "api is what everybody may use: what needs more belongs to a room above");
    }

    @Test
    void tocNeedsApi() {
        only("dev.dbsnapshot.toc", "toc is pure data: reading it belongs to archive, making it to schema", "api");
    }

    @Test
    void archiveNeedsToc() {
        only("dev.dbsnapshot.archive", "archive knows bytes, not servers: pass what it needs as data", "api", "toc");
    }

    @Test
    void scriptNeedsToc() {
        only("dev.dbsnapshot.script", "script turns a toc into text and needs nothing else", "api", "toc");
    }

    @Test
    void connectNeedsApi() {
        only("dev.dbsnapshot.connect", "connect is about sessions: what it is used for stands above", "api");
    }

    @Test
    void schemaNeedsConnect() {
        only(
                "dev.dbsnapshot.schema",
                "schema is the frame that kinds fit into: it must not know a single kind; register it in Kinds",
                "api",
                "toc",
                "connect");
    }

    @Test
    void kindsNeedSchema() {
        only(
                "dev.dbsnapshot.schema.kind",
                "a kind reads and describes: sorting belongs to order, moving data to copy",
                "schema",
                "api",
                "toc",
                "connect");
    }

    @Test
    void orderNeedsSchema() {
        only(
                "dev.dbsnapshot.order",
                "order sees objects, not kinds: let the kind say what breaks",
                "schema",
                "api",
                "toc");
    }

    @Test
    void copyNeedsConnectAndArchive() {
        only("dev.dbsnapshot.copy", "copy moves bytes and knows no schema", "api", "connect", "archive");
    }

    @Test
    void storeNeedsArchive() {
        only("dev.dbsnapshot.store", "store is about files", "api", "archive", "toc", "version");
    }

    @Test
    void versionNeedsArchiveAndConnect() {
        only(
                "dev.dbsnapshot.version",
                "a version is read out of an archive or out of a database, nothing else",
                "api",
                "toc",
                "archive",
                "connect");
    }

    @Test
    void roomsOfRestoreHaveNoCycles() {
        check(slices().matching("dev.dbsnapshot.restore.(*)..")
                .should()
                .beFreeOfCycles()
                .because("target is read by replay, replay is used by every way, and no way knows another"));
    }

    @Test
    void restoreTargetKnowsNoReplay() {
        only(
                "dev.dbsnapshot.restore.target",
                "target is what is read of the database: what is done to it stands in replay and above",
                "api",
                "toc",
                "connect");
    }

    @Test
    void restoreReplayKnowsNoWay() {
        only(
                "dev.dbsnapshot.restore.replay",
                "replay is what every way of restoring is made of: what only one needs belongs to that one",
                "api",
                "toc",
                "archive",
                "script",
                "connect",
                "copy",
                "version",
                "restore.target");
    }

    @Test
    void restorePreflightOnlyLooks() {
        only(
                "dev.dbsnapshot.restore.preflight",
                "preflight compares what an archive needs with what a target has, and changes nothing",
                "api",
                "toc",
                "archive",
                "connect",
                "version",
                "restore.target",
                "restore.replay");
    }

    @Test
    void waysOfRestoringKnowNeitherEachOtherNorTheChoice() {
        for (String way : new String[] {"inplace", "dataonly", "swap"}) {
            only(
                    "dev.dbsnapshot.restore." + way,
                    "a way of restoring stands for itself: what two need belongs to replay, who chooses to restore",
                    "api",
                    "toc",
                    "archive",
                    "connect",
                    "copy",
                    "schema",
                    "schema.kind",
                    "order",
                    "script",
                    "store",
                    "version",
                    "restore.target",
                    "restore.replay",
                    "restore.preflight",
                    "restore.journal");
        }
    }

    @Test
    void backupDoesNotKnowRestore() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.dbsnapshot.backup..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.dbsnapshot", "dev.dbsnapshot.restore..", "dev.dbsnapshot.kube..")
                .because("the facade puts backup and restore together"));
    }

    @Test
    void restoreDoesNotKnowBackup() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.dbsnapshot.restore..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.dbsnapshot", "dev.dbsnapshot.backup..", "dev.dbsnapshot.kube..")
                .because("the facade puts backup and restore together"));
    }

    @Test
    void doctorOnlyLooks() {
        only(
                "dev.dbsnapshot.doctor",
                "doctor looks at a database and changes nothing: what it needs to know stands in connect or"
                        + " restore.target",
                "api",
                "connect",
                "restore.target");
    }

    @Test
    void onlyKubeSeesFabric8() {
        outside("io.fabric8..", "use the Transport that kube hands out", "dev.dbsnapshot.kube..");
    }

    @Test
    void onlyConnectAndCopySeeTheDriver() {
        outside(
                "org.postgresql..",
                "use Session, or add to it what is missing",
                "dev.dbsnapshot.connect..",
                "dev.dbsnapshot.copy..");
    }

    @Test
    void onlyArchiveAndStoreSeeCommonsCompress() {
        outside(
                "org.apache.commons.compress..",
                "use ArchiveReader and ArchiveWriter",
                "dev.dbsnapshot.archive..",
                "dev.dbsnapshot.store..");
    }

    @Test
    void nobodySeesPicocli() {
        outside("picocli..", "the library has no command line: that is cli's");
    }

    @Test
    void theEngineNeitherPrintsNorExitsNorReadsTheEnvironment() {
        check(noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .because("an embedder decides on all of that: report through Progress, slf4j or an exception, "
                        + "and let the caller pass values"));
    }

    @Test
    void staticStateIsImmutable() {
        check(fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .beFinal()
                .because("two backups in one JVM must not meet: keep the state in an object that the caller owns"));
    }

    private void only(String room, String because, String... mayUse) {
        String[] allowed = new String[mayUse.length + 6];
        for (int i = 0; i < mayUse.length; i++) {
            allowed[i] = "dev.dbsnapshot." + mayUse[i];
        }
        allowed[mayUse.length] = room;
        allowed[mayUse.length + 1] = "java..";
        allowed[mayUse.length + 2] = "javax..";
        allowed[mayUse.length + 3] = "org..";
        allowed[mayUse.length + 4] = "com..";
        allowed[mayUse.length + 5] = "";
        check(noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed)))
                .because(because));
    }

    private void outside(String library, String because, String... rooms) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(because));
    }
}
