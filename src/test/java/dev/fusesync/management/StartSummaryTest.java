package dev.fusesync.management;

import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What the last line of a start says. */
@ExtendWith(OutputCaptureExtension.class)
class StartSummaryTest {

	@Test
	void aStartThatIsInterruptedIsNotReady(CapturedOutput output) {
		ConfigurableApplicationContext context = mock(ConfigurableApplicationContext.class);
		given(context.isActive()).willReturn(false);
		ApplicationReadyEvent ready = mock(ApplicationReadyEvent.class);
		given(ready.getApplicationContext()).willReturn(context);
		new StartSummary(mock(CamelContext.class), mock(Store.class), null, mock(Dialect.class),
				new StaticListableBeanFactory().getBeanProvider(BuildProperties.class))
			.say(ready);
		assertThat(output).contains("fuse-sync stops before it was ready").doesNotContain("is ready");
	}

}
