package dev.fusesync.inbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSConstants;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.springframework.stereotype.Component;

/**
 * A body that its queue's endpoint left with the broker ({@code mapJmsMessage=false}) is
 * read when a step wants it, as bytes, a stream or text in UTF-8. Camel itself reads it
 * as soon as a consumer has the message, since the error handling keeps the original.
 * Each is read once and then belongs to its exchange: what Artemis' client reads itself,
 * its consumer keeps until its next large message.
 */
@Component
class BodyLeftInBroker implements CamelContextCustomizer {

	private static final String READ = "fuse-sync.body";

	@Override
	public void configure(CamelContext camel) {
		TypeConverterRegistry converters = camel.getTypeConverterRegistry();
		add(converters, byte[].class, (bytes) -> bytes);
		add(converters, InputStream.class, ByteArrayInputStream::new);
		add(converters, String.class, (bytes) -> new String(bytes, StandardCharsets.UTF_8));
	}

	private static <T> void add(TypeConverterRegistry converters, Class<T> type, Function<byte[], T> form) {
		converters.addTypeConverter(type, BytesMessage.class, new SimpleTypeConverter(false,
				(wanted, exchange, message) -> form.apply(body((BytesMessage) message, exchange))));
	}

	/** Without an exchange it can be read once only. */
	private static byte[] body(BytesMessage message, Exchange exchange) throws JMSException {
		if (exchange == null) {
			return read(message);
		}
		Body read = exchange.getProperty(READ, Body.class);
		if (read == null || read.message() != message) {
			read = new Body(message, read(message));
			exchange.setProperty(READ, read);
		}
		return read.bytes();
	}

	private static byte[] read(BytesMessage message) throws JMSException {
		Bytes bytes = new Bytes(Math.toIntExact(message.getBodyLength()));
		message.setObjectProperty(ActiveMQJMSConstants.JMS_ACTIVEMQ_SAVE_STREAM, bytes);
		return bytes.takeAll();
	}

	private record Body(BytesMessage message, byte[] bytes) {

	}

	/** Keeps nothing of what has been taken, for the client's consumer keeps it. */
	private static final class Bytes extends ByteArrayOutputStream {

		Bytes(int size) {
			super(size);
		}

		byte[] takeAll() {
			byte[] all = (this.count == this.buf.length) ? this.buf : toByteArray();
			this.buf = new byte[0];
			this.count = 0;
			return all;
		}

	}

}
