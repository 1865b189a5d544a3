package dev.dbsnapshot.kube.doctor;

import java.util.List;

/**
 * Something that the API server must allow.
 *
 * @param purpose what for
 * @param group the resource's API group, empty for the core's
 * @param resource the plural, with the subresource behind a slash
 * @param names of the objects; empty for all
 * @param verbs what is done with it
 * @param necessary whether the work fails without it; the rest makes messages better
 */
record Permission(
        Purpose purpose, String group, String resource, List<String> names, List<String> verbs, boolean necessary) {

    static Permission of(Purpose purpose, String group, String resource, List<String> names, String... verbs) {
        return new Permission(purpose, group, resource, names, List.of(verbs), true);
    }

    Permission ifPossible() {
        return new Permission(purpose, group, resource, names, verbs, false);
    }

    /** One line of a Role. */
    String rule() {
        return "{apiGroups: [" + quoted(group) + "], resources: [" + resource + "]"
                + (names.isEmpty() ? "" : ", resourceNames: [" + String.join(", ", names) + "]") + ", verbs: ["
                + String.join(", ", verbs) + "]}";
    }

    private static String quoted(String word) {
        return word.isEmpty() ? "\"\"" : word;
    }
}
