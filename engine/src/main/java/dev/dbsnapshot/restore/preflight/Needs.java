package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.restore.replay.Roles;
import dev.dbsnapshot.restore.target.Offer;
import dev.dbsnapshot.restore.target.Offer.Facility;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the entries of an archive name and do not bring along. */
final class Needs {

    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[a-z_][a-z0-9_$]*)";
    private static final Pattern LANGUAGE = Pattern.compile("^    LANGUAGE " + NAME, Pattern.MULTILINE);
    private static final Pattern COLLATION = Pattern.compile("COLLATE pg_catalog\\.(\"(?:[^\"]|\"\")+\")");

    private final Toc toc;
    private final Server server;
    private final Offer offer;

    Needs(Toc toc, Server server, Offer offer) {
        this.toc = toc;
        this.server = server;
        this.offer = offer;
    }

    /**
     * Schemas that must be made, used, or are missing.
     *
     * @param staying those that are in the target and stay
     */
    List<Finding> schemas(Set<String> staying) {
        Set<String> made = names(only("SCHEMA").map(entry -> String.valueOf(entry.tag())));
        Set<String> used = names(toc.entries().stream()
                .filter(entry -> entry.section() == Section.PRE_DATA || entry.section() == Section.POST_DATA)
                .map(entry -> entry.namespace() == null ? "" : entry.namespace())
                .filter(name -> !name.isEmpty() && !name.startsWith("pg_") && !name.equals("information_schema")));
        Set<String> toMake = except(made, staying::contains);
        List<Finding> findings = new ArrayList<>();
        if (!toMake.isEmpty() && !offer.mayCreateInDatabase()) {
            findings.add(Finding.blocks(
                            ErrorCode.PRIVILEGE,
                            "role " + server.user() + " may not create schemas in database " + server.database()
                                    + ", and the archive has some",
                            "GRANT CREATE ON DATABASE to the role, or restore as the owner of the database")
                    .naming(toMake));
        }
        Set<String> missing = except(used, name -> made.contains(name) || staying.contains(name));
        if (!missing.isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.CONFLICT,
                            "the archive puts objects into schemas that neither it nor the database has",
                            "create them first")
                    .naming(missing));
        }
        Set<String> closed = except(
                used,
                name -> !staying.contains(name)
                        || !offer.has(Facility.SCHEMAS, name)
                        || offer.has(Facility.USABLE_SCHEMAS, name));
        if (!closed.isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.PRIVILEGE,
                            "role " + server.user() + " may not create objects in schemas of the archive",
                            "GRANT CREATE ON SCHEMA to the role, or restore as the owner of the schema")
                    .naming(closed));
        }
        return findings;
    }

    List<Finding> tablespaces() {
        Set<String> used =
                names(toc.entries().stream().map(entry -> entry.tablespace() == null ? "" : entry.tablespace()));
        used.remove("");
        Set<String> missing = except(used, name -> offer.has(Facility.TABLESPACES, name));
        Set<String> closed =
                except(used, name -> missing.contains(name) || offer.has(Facility.USABLE_TABLESPACES, name));
        List<Finding> findings = new ArrayList<>();
        if (!missing.isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.CONFLICT,
                            "the archive needs tablespaces that the server does not have",
                            "create them first")
                    .naming(missing));
        }
        if (!closed.isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.PRIVILEGE,
                            "role " + server.user() + " may not use tablespaces of the archive",
                            "GRANT CREATE ON TABLESPACE to the role")
                    .naming(closed));
        }
        return findings;
    }

    /** An extension that the archive makes may bring a language of its name. */
    List<Finding> languages() {
        Set<String> made = names(Stream.concat(only("EXTENSION"), only("PROCEDURAL LANGUAGE"))
                .map(entry -> String.valueOf(entry.tag())));
        Set<String> used =
                names(Stream.concat(only("FUNCTION"), only("PROCEDURE")).flatMap(entry -> found(LANGUAGE, entry)));
        Set<String> unusable = except(used, name -> made.contains(name) || offer.has(Facility.USABLE_LANGUAGES, name));
        if (unusable.isEmpty()) {
            return List.of();
        }
        Set<String> missing = except(unusable, name -> offer.has(Facility.LANGUAGES, name));
        if (!missing.isEmpty()) {
            return List.of(Finding.blocks(
                            ErrorCode.CONFLICT,
                            "the archive has functions in languages that the database does not have",
                            "create the extension that brings them")
                    .naming(missing));
        }
        String what = "role " + server.user() + " may not make functions in these languages";
        String remedy = "GRANT USAGE ON LANGUAGE to the role if it is a trusted one, otherwise restore as superuser";
        Finding finding = offer.platformAdministrator()
                ? Finding.warning(what, remedy)
                : Finding.blocks(ErrorCode.PRIVILEGE, what, remedy);
        return List.of(finding.naming(unusable));
    }

    List<Finding> accessMethods() {
        Set<String> made = names(only("ACCESS METHOD").map(entry -> String.valueOf(entry.tag())));
        boolean extensions = only("EXTENSION").findAny().isPresent();
        Set<String> used = names(toc.entries().stream().map(entry -> entry.tableam() == null ? "" : entry.tableam()));
        used.remove("");
        Set<String> missing = except(used, name -> made.contains(name) || offer.has(Facility.ACCESS_METHODS, name));
        if (missing.isEmpty()) {
            return List.of();
        }
        String what = "the archive has tables of access methods that the database does not have";
        Finding finding = extensions
                ? Finding.warning(what, "an extension of the archive should bring them")
                : Finding.blocks(ErrorCode.CONFLICT, what, "create the extension that brings them");
        return List.of(finding.naming(missing));
    }

    /** Those of the operating system or of ICU, which initdb found: a server on another system may not have them. */
    List<Finding> collations() {
        Set<String> used = names(toc.entries().stream().flatMap(entry -> found(COLLATION, entry)));
        Set<String> missing = except(used, name -> offer.has(Facility.COLLATIONS, name));
        if (missing.isEmpty()) {
            return List.of();
        }
        return List.of(Finding.blocks(
                        ErrorCode.CONFLICT,
                        "the archive uses collations that the server does not have for this database's encoding",
                        "install the locales and run pg_import_system_collations('pg_catalog'), or restore on a system"
                                + " that has them")
                .naming(missing));
    }

    /** Roles are no part of an archive, and some of what is restored names them. */
    List<Finding> roles() {
        Set<String> owners = names(toc.entries().stream()
                .filter(entry -> entry.dropStmt() != null && !entry.dropStmt().isEmpty())
                .map(entry -> entry.owner() == null ? "" : entry.owner())
                .filter(owner -> !owner.isEmpty()));
        Set<String> used = names(
                Stream.concat(owners.stream(), toc.entries().stream().flatMap(entry -> Roles.in(entry).stream())));
        Set<String> missing = except(used, name -> offer.has(Facility.ROLES, name));
        Set<String> foreign =
                except(owners, name -> missing.contains(name) || offer.has(Facility.ROLES_OF_THE_ROLE, name));
        List<Finding> findings = new ArrayList<>();
        if (!missing.isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.CONFLICT,
                            "owners, privileges, policies or user mappings of the archive name roles that the server"
                                    + " does not have",
                            "create the roles first, or name others in their place with --map-role")
                    .naming(missing));
        }
        if (!foreign.isEmpty() && !server.superuser()) {
            findings.add(Finding.blocks(
                            ErrorCode.PRIVILEGE,
                            "role " + server.user() + " is no member of roles that objects of the archive belong to",
                            "GRANT these roles to it, map them with --map-role, or restore without owners")
                    .naming(foreign));
        }
        return findings;
    }

    private Stream<TocEntry> only(String desc) {
        return toc.entries().stream().filter(entry -> entry.desc().equals(desc));
    }

    private static Stream<String> found(Pattern pattern, TocEntry entry) {
        Matcher matcher = pattern.matcher(entry.defn() == null ? "" : entry.defn());
        return matcher.results().map(result -> result.group(1)).map(Needs::unquotedIfOne);
    }

    private static String unquotedIfOne(String text) {
        return text.contains(", ") ? text : unquoted(text);
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name;
    }

    private static Set<String> names(Stream<String> stream) {
        return stream.collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> except(Set<String> all, Predicate<String> without) {
        return names(all.stream().filter(without.negate()));
    }
}
