package dev.fusesync.http;

import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How many connections a port has under a limit of open files. */
@ExtendWith(OutputCaptureExtension.class)
class DescriptorsTest {

	@ParameterizedTest
	@CsvSource({ "1048576, 4096, 4096", "8392, 4096, 4096", "8390, 4096, 4095", "1024, 4096, 412", "400, 4096, 100",
			"400, 90, 90", "260, 30, 30" })
	void leavesSomeForTheDatabaseAndCalls(long limit, int wanted, int connections, CapturedOutput output) {
		assertThat(Descriptors.connections(limit, wanted, 100)).isEqualTo(connections);
		assertThat(output.toString().contains("Raise the limit (ulimit -n) to 8392")).isEqualTo(connections < wanted);
	}

	@Test
	void refusesALimitThatIsTooLow() {
		assertThatThrownBy(() -> Descriptors.connections(256, 4096, 100)).isInstanceOf(SettingsException.class)
			.hasMessage("This process may open 256 files only, too few for the connections of webhooks.");
	}

	@Test
	void knowsTheLimitOfThisProcess() {
		assertThat(Descriptors.limit()).isPositive();
	}

}
