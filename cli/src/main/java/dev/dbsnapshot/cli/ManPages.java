package dev.dbsnapshot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the manual pages, one for the command and one for each subcommand, out of what their help says. */
final class ManPages {

    private ManPages() {}

    /** Writes them into the folder that is the only argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (Map.Entry<String, String> page :
                all(new Cli(Surroundings.ofProcess()).commandLine()).entrySet()) {
            Files.writeString(folder.resolve(page.getKey() + ".1"), page.getValue());
        }
    }

    /** All pages in roff, by their names. */
    static Map<String, String> all(CommandLine root) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put(root.getCommandName(), page(root, root));
        root.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                pages.put(root.getCommandName() + "-" + name, page(command, root));
            }
        });
        return pages;
    }

    private static String page(CommandLine command, CommandLine root) {
        CommandSpec spec = command.getCommandSpec();
        Help help = new Help(spec, Help.defaultColorScheme(Ansi.OFF));
        String name = spec.qualifiedName("-");
        StringBuilder page = new StringBuilder(".TH \"" + name.toUpperCase(Locale.ROOT) + "\" 1\n");
        section(page, "NAME")
                .append(text(name))
                .append(" \\- ")
                .append(paragraph(spec.usageMessage().description()));
        section(page, "SYNOPSIS")
                .append(text(help.synopsis(0).strip().replaceAll("\\s+", " ")))
                .append('\n');
        if (command == root) {
            section(page, "COMMANDS");
            root.getSubcommands().forEach((word, subcommand) -> {
                item(page, word);
                page.append(paragraph(subcommand.getCommandSpec().usageMessage().description()));
            });
        }
        options(page, spec);
        section(page, "EXAMPLES").append(".nf\n").append(examples(spec)).append(".fi\n");
        section(page, "EXIT STATUS")
                .append(paragraph(root.getCommandSpec().usageMessage().footer()));
        section(page, "FILES");
        file(page, "~/.poolside/snapshots/", "the snapshots, unless --dir names another folder");
        file(page, "~/.poolside/logs/", "what each command did, in full");
        return page.toString();
    }

    private static void options(StringBuilder page, CommandSpec spec) {
        section(page, "OPTIONS");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            item(page, parameter.paramLabel());
            page.append(paragraph(described(parameter.description(), parameter.completionCandidates(), null)));
        }
        for (OptionSpec option : spec.options()) {
            String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            item(page, String.join(", ", option.names()) + value);
            page.append(
                    paragraph(described(option.description(), option.completionCandidates(), option.defaultValue())));
        }
    }

    private static String[] described(
            String[] lines, @Nullable Iterable<String> candidates, @Nullable String standard) {
        String words = candidates == null ? "" : String.join(", ", candidates);
        String[] result = lines.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = result[i]
                    .replace("${COMPLETION-CANDIDATES}", words)
                    .replace("${DEFAULT-VALUE}", String.valueOf(standard));
        }
        return result;
    }

    private static StringBuilder section(StringBuilder page, String title) {
        return page.append(".SH ").append(title).append('\n');
    }

    private static void item(StringBuilder page, String head) {
        page.append(".TP\n\\fB").append(text(head)).append("\\fR\n");
    }

    private static void file(StringBuilder page, String path, String what) {
        item(page, path);
        page.append(text(what)).append('\n');
    }

    private static String examples(CommandSpec spec) {
        StringBuilder lines = new StringBuilder();
        String.format(spec.usageMessage().headerHeading())
                .lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .forEach(line -> lines.append(text(line)).append('\n'));
        return lines.toString();
    }

    private static String paragraph(String[] lines) {
        return text(String.join(" ", lines).strip()) + "\n";
    }

    /** Roff takes a backslash anywhere, and a dot or a quote at the start of a line, for its own. */
    private static String text(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
