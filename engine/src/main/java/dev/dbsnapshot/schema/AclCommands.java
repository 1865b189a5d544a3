package dev.dbsnapshot.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The GRANT and REVOKE statements that lead from the privileges that an object starts with to those that it has
 * ({@code buildACLCommands}).
 *
 * @param type the type as GRANT says it, for example {@code TABLE}
 * @param subject what stands after the type, qualified and quoted; empty for default privileges
 * @param column the column, quoted, or {@code null}
 * @param owner the owner, or {@code null} if unknown
 * @param prefix what every statement starts with: empty, or {@code ALTER DEFAULT PRIVILEGES ...} with a blank
 * @param quoting how roles are quoted
 * @param major the server's major version
 */
record AclCommands(
        String type,
        String subject,
        @Nullable String column,
        @Nullable String owner,
        String prefix,
        Quoting quoting,
        int major) {

    /**
     * The statements, or the empty text if there is nothing to do.
     *
     * @param acl the privileges as an aclitem[] literal
     * @param base those that the object starts with
     */
    String from(String base, String acl) {
        List<String> current = AclItem.elements(acl);
        List<String> initial = AclItem.elements(base);
        // Revoked first. From 15 on the owner's own grants follow, before the others; up to 14 the order is the
        // catalog's.
        StringBuilder first = new StringBuilder();
        StringBuilder second = new StringBuilder();
        initial.stream().filter(item -> !current.contains(item)).forEach(item -> revoke(AclItem.parse(item), first));
        for (String text : current) {
            if (!initial.contains(text)) {
                AclItem item = AclItem.parse(text);
                String grantor = item.grantor().isEmpty() && owner != null ? owner : item.grantor();
                boolean ownersOwn =
                        major >= 15 && owner != null && item.grantee().equals(owner) && grantor.equals(owner);
                grant(item, grantor, ownersOwn ? first : second);
            }
        }
        return first.append(second).toString();
    }

    private void revoke(AclItem item, StringBuilder sql) {
        String privileges = AclPrivileges.of(item, type, column, major).all();
        if (!privileges.isEmpty()) {
            sql.append(statement("REVOKE", privileges, "FROM", item.grantee())).append(";\n");
        }
    }

    /** Only the role itself can grant in its own name. */
    private void grant(AclItem item, String grantor, StringBuilder sql) {
        AclPrivileges privileges = AclPrivileges.of(item, type, column, major);
        if (privileges.isEmpty()) {
            return;
        }
        boolean asGrantor = !grantor.isEmpty() && !grantor.equals(owner);
        if (asGrantor) {
            sql.append("SET SESSION AUTHORIZATION ").append(quoting.id(grantor)).append(";\n");
        }
        if (!privileges.plain().isEmpty()) {
            sql.append(statement("GRANT", privileges.plain(), "TO", item.grantee()))
                    .append(";\n");
        }
        if (!privileges.grantable().isEmpty()) {
            sql.append(statement("GRANT", privileges.grantable(), "TO", item.grantee()))
                    .append(" WITH GRANT OPTION;\n");
        }
        if (asGrantor) {
            sql.append("RESET SESSION AUTHORIZATION;\n");
        }
    }

    private String statement(String verb, String privileges, String preposition, String role) {
        // Up to 16 default privileges have two blanks where other statements have a name.
        String name = subject.isEmpty() && major >= 17 ? "" : subject + " ";
        return prefix + verb + " " + privileges + " ON " + type + " " + name + preposition + " "
                + (role.isEmpty() ? "PUBLIC" : quoting.id(role));
    }
}
