package dev.fusesync.commands.settings;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.commands.unstarted.UnstartedProgram;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.webhook.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the settings that count, also if the program would not start with them. */
@Command(name = "settings", mixinStandardHelpOptions = true,
		description = "Prints each setting that has a value, and where the value comes from. Secrets are masked.",
		exitCodeListHeading = "Exit codes:%n", exitCodeList = { "0:The settings were printed.",
				"1:They cannot be read; those that can were printed.", "2:The command was called wrongly." })
public final class SettingsCommand implements Callable<Integer> {

	@Option(names = "--settings", paramLabel = "FILE",
			description = "Settings. Default: application.properties in the working directory.")
	private Path settings;

	@Option(names = "--json", description = "Prints JSON.")
	private boolean json;

	@Spec
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		try (UnstartedProgram program = UnstartedProgram.settings(null, this.settings)) {
			Collection<EffectiveSetting> all = new EffectiveSettings(program.environment()).all();
			PrintWriter out = this.spec.commandLine().getOut();
			if (this.json) {
				out.println(JsonMapper.builder()
					.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
					.build()
					.writerWithDefaultPrettyPrinter()
					.writeValueAsString(all));
			}
			else {
				all.forEach((one) -> out.println(Shown.whole(one.toString())));
			}
			out.flush();
			boolean read = program.failures().stream().allMatch(SettingsException.class::isInstance);
			if (!read) {
				this.spec.commandLine().getErr().println("Not all settings can be read. The command check says why.");
			}
			return read ? 0 : 1;
		}
	}

}
