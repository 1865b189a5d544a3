package dev.dbsnapshot.connect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text form of an array of one dimension ({@code array_out}): {@code {a,"b c",NULL}}. */
final class ArrayText {

    private final String text;
    private int position;

    private ArrayText(String text) {
        this.text = text;
    }

    /**
     * Its elements.
     *
     * @throws IllegalArgumentException if the text is no such array
     */
    static List<@Nullable String> elements(String text) {
        return new ArrayText(text).read();
    }

    private List<@Nullable String> read() {
        List<@Nullable String> elements = new ArrayList<>();
        // Bounds that do not begin at 1 stand in front: [0:1]={a,b}.
        position = text.indexOf('{') + 1;
        if (position == 0 || text.charAt(text.length() - 1) != '}') {
            throw new IllegalArgumentException("no array: " + text);
        }
        while (text.charAt(position) != '}') {
            elements.add(text.charAt(position) == '"' ? quoted() : plain());
            if (text.charAt(position) == ',') {
                position++;
            }
        }
        return elements;
    }

    private String quoted() {
        StringBuilder element = new StringBuilder();
        for (position++; text.charAt(position) != '"'; position++) {
            if (text.charAt(position) == '\\') {
                position++;
            }
            element.append(text.charAt(position));
        }
        position++;
        return element.toString();
    }

    private @Nullable String plain() {
        StringBuilder element = new StringBuilder();
        for (; text.charAt(position) != ',' && text.charAt(position) != '}'; position++) {
            if (text.charAt(position) == '\\') {
                position++;
            }
            element.append(text.charAt(position));
        }
        String plain = element.toString();
        return plain.equalsIgnoreCase("NULL") ? null : plain;
    }
}
