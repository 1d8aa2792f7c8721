package dev.fusesync.commands.check;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.commands.check.Finding.Level;
import dev.fusesync.commands.unstarted.UnstartedProgram;
import dev.fusesync.secrets.SecretSettings;
import dev.fusesync.webhook.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks an installation without starting it. */
@Command(name = "check", mixinStandardHelpOptions = true,
		description = "Finds what could stop or spoil a start, without starting anything. Opens no port and no database.",
		exitCodeListHeading = "Exit codes:%n", exitCodeList = { "0:The program would start; there may be warnings.",
				"1:It would not start.", "2:The command was called wrongly." })
public final class CheckCommand implements Callable<Integer> {

	@Option(names = "--routes", paramLabel = "DIR",
			description = "Folder of the routes. Default: that of the settings.")
	private Path routes;

	@Option(names = "--settings", paramLabel = "FILE",
			description = "Settings. Default: application.properties in the working directory.")
	private Path settings;

	@Option(names = "--online", description = "Also tries DNS, TLS and one call to Fuse that syncs nothing.")
	private boolean online;

	@Option(names = "--diff", description = "Also prints how the routes differ from those of this version.")
	private boolean diff;

	@Option(names = "--json", description = "Prints JSON.")
	private boolean json;

	@Spec
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		List<Finding> findings = new ArrayList<>();
		List<String> lines = new ArrayList<>();
		try (UnstartedProgram program = UnstartedProgram.beans(this.routes, this.settings)) {
			UnstartedProgram.quietly(() -> {
				findings.addAll(new Checks(program).run());
				if (this.online) {
					findings.addAll(OnlineCheck.of(program, lines::add));
				}
			});
			if (this.diff) {
				lines.addAll(RouteDifferences.of(program).lines());
			}
			SecretSettings secrets = program.secrets();
			findings.replaceAll((finding) -> finding.masked(secrets::mask));
			lines.replaceAll(secrets::mask);
		}
		print(findings, lines, this.spec.commandLine().getOut());
		return (count(findings, Level.error) > 0) ? 1 : 0;
	}

	private void print(List<Finding> findings, List<String> lines, PrintWriter out) throws JsonProcessingException {
		if (this.json) {
			out.println(JsonMapper.builder()
				.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
				.build()
				.writerWithDefaultPrettyPrinter()
				.writeValueAsString(new Report(findings, lines)));
		}
		else {
			lines.forEach((line) -> out.println(Shown.whole(line)));
			findings.forEach(out::println);
			out.println(number(findings, Level.error) + ", " + number(findings, Level.warning));
		}
		out.flush();
	}

	private static String number(List<Finding> findings, Level level) {
		long count = count(findings, level);
		return count + " " + level + ((count == 1) ? "" : "s");
	}

	private static long count(List<Finding> findings, Level level) {
		return findings.stream().filter((finding) -> finding.level() == level).count();
	}

	/** For machines. */
	private record Report(long errors, long warnings, List<Finding> findings, List<String> lines) {

		Report(List<Finding> findings, List<String> lines) {
			this(count(findings, Level.error), count(findings, Level.warning), findings, lines);
		}

	}

}
