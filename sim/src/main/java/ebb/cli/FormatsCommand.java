package ebb.cli;

import ebb.trace.Expansion;
import ebb.trace.TraceFormat;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code ebb formats}: which traces can be read. */
@Command(
        name = "formats",
        description = "List the trace formats that can be read, and how counts become requests.",
        footer = {
            "  ebb formats                             a table",
            "  ebb formats --json                      for programs"
        })
public final class FormatsCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            json(out);
        } else {
            table(out);
        }
        out.flush();
        return DONE;
    }

    private static void table(PrintWriter out) {
        int width = TraceFormat.ids().stream().mapToInt(String::length).max().orElse(0);
        out.println("Formats, found by content; --format overrides:");
        for (TraceFormat each : TraceFormat.values()) {
            out.println("  " + padded(each.id(), width) + "  " + each.title());
            out.println("  " + padded("", width) + "    " + each.example());
        }
        out.println("Expansions of counts, --expansion:");
        for (Expansion each : Expansion.values()) {
            out.println("  " + padded(each.name().toLowerCase(Locale.ROOT), width) + "  " + each.title());
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static void json(PrintWriter out) {
        JsonGenerator json = TraceCommand.json(out);
        json.writeStartObject();
        json.writeArrayPropertyStart("formats");
        Arrays.stream(TraceFormat.values()).forEach(each -> {
            json.writeStartObject();
            json.writeStringProperty("id", each.id());
            json.writeStringProperty("title", each.title());
            json.writeStringProperty("example", each.example());
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeArrayPropertyStart("expansions");
        Arrays.stream(Expansion.values()).forEach(each -> {
            json.writeStartObject();
            json.writeStringProperty("id", each.name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("title", each.title());
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        out.println();
    }
}
