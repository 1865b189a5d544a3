package dev.dbsnapshot.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of a command with many options: those of each mixin under a heading of their own, all others in front.
 * picocli's own groups would do, but take an option that is repeated for a new group and forget the first one's.
 *
 * @param headings the headings, by the name of the mixin, in their order
 */
record GroupedOptions(Map<String, String> headings) implements IHelpSectionRenderer {

    /** Gives {@code create} and {@code restore} their groups, if they are there. */
    static void install(Map<String, CommandLine> commands) {
        Map<String, String> headings = new LinkedHashMap<>();
        headings.put(CreateCommand.CONTENT, "What is taken, with pg_dump's names and psql's patterns:");
        headings.put(CreateCommand.FLAGS, "What of it, and in which form, with pg_dump's names:");
        install(commands.get("create"), headings);
        install(
                commands.get("restore"),
                Map.of(RestoreCommand.SELECTION, "What of the archive, with pg_restore's names; names are exact:"));
    }

    private static void install(@Nullable CommandLine command, Map<String, String> headings) {
        if (command != null) {
            command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new GroupedOptions(headings));
        }
    }

    @Override
    public String render(Help help) {
        CommandSpec command = help.commandSpec();
        List<OptionSpec> others = new ArrayList<>(command.options());
        StringBuilder text = new StringBuilder();
        headings.forEach((mixin, heading) -> {
            List<OptionSpec> options = of(command, mixin);
            others.removeAll(options);
            text.append(System.lineSeparator()).append(heading).append(System.lineSeparator());
            text.append(list(help, options));
        });
        return list(help, others) + text;
    }

    private static List<OptionSpec> of(CommandSpec command, String mixin) {
        List<String> names = Objects.requireNonNull(command.mixins().get(mixin)).options().stream()
                .map(OptionSpec::longestName)
                .toList();
        return command.options().stream()
                .filter(option -> names.contains(option.longestName()))
                .sorted(Comparator.comparingInt(OptionSpec::order))
                .toList();
    }

    private static String list(Help help, List<OptionSpec> options) {
        Help.Layout layout = help.createDefaultLayout();
        layout.addOptions(options, help.parameterLabelRenderer());
        return layout.toString();
    }
}
