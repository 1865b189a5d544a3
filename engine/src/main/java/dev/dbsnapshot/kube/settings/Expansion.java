package dev.dbsnapshot.kube.settings;

import java.util.Optional;
import java.util.function.Function;

/**
 * References to variables in a value, as the kubelet replaces them: {@code $(NAME)} by what is known so far, and as it
 * stands where nothing is; {@code $$} is a dollar sign.
 */
final class Expansion {

    private Expansion() {}

    static String expand(String text, Function<String, Optional<String>> known) {
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char character = text.charAt(at);
            if (character != '$' || at + 1 == text.length()) {
                result.append(character);
                at++;
                continue;
            }
            char next = text.charAt(at + 1);
            int end = next == '(' ? text.indexOf(')', at + 2) : -1;
            if (next == '$') {
                result.append('$');
                at += 2;
            } else if (end > 0) {
                String name = text.substring(at + 2, end);
                result.append(known.apply(name).orElse("$(" + name + ")"));
                at = end + 1;
            } else {
                // No reference: the kubelet leaves the dollar sign and what follows.
                result.append(character).append(next);
                at += 2;
            }
        }
        return result.toString();
    }
}
