package dev.fusesync.inbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class BodiesInWorkTest {

	private static final int MEGABYTE = 1024 * 1024;

	private final BodiesInWork bodies = new BodiesInWork();

	private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

	@Test
	void smallOnesAreFree() throws Exception {
		sized(16 * 1024);
		assertThat(this.bodies.take(this.exchange)).isZero();
		sized(17 * 1024);
		assertThat(this.bodies.take(this.exchange)).isEqualTo(1);
	}

	@Test
	void noneIsLargerThanAllMemory() throws Exception {
		sized(64 * MEGABYTE);
		assertThat(this.bodies.take(this.exchange)).isEqualTo(BodiesInWork.MEMORY);
	}

	/** Its route does not run here, which is the same as one that stops. */
	@Test
	void aLargeOneThatHasToWaitGivesWayToAStop() throws Exception {
		sized(17 * MEGABYTE);
		this.bodies.take(this.exchange);
		assertThat(this.bodies.take(this.exchange)).isEqualTo(-1);
		sized(1_000);
		assertThat(this.bodies.take(this.exchange)).isZero();
	}

	@Test
	void aLargeOneGoesOnOnceThereIsMemory() throws Exception {
		sized(17 * MEGABYTE);
		int first = this.bodies.take(this.exchange);
		CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS).execute(() -> this.bodies.giveBack(first));
		assertThat(this.bodies.take(this.exchange)).isPositive();
	}

	private void sized(long bytes) throws JMSException {
		BytesMessage message = mock(BytesMessage.class);
		given(message.getBodyLength()).willReturn(bytes);
		this.exchange.setMessage(new JmsMessage(this.exchange, message, null, null));
	}

}
