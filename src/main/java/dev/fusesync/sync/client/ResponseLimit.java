package dev.fusesync.sync.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.stereotype.Component;

/**
 * Reads the response of every outbound call completely, up to 64 KiB. A 2xx with an
 * incomplete body is still a 2xx.
 */
@Component
class ResponseLimit implements ExecChainHandler {

	private static final int LONGEST = 64 * 1024;

	private static final int PART = 1024;

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, Scope scope, ExecChain chain)
			throws IOException, HttpException {
		ClassicHttpResponse response = chain.proceed(request, scope);
		HttpEntity entity = response.getEntity();
		if (entity != null) {
			byte[] body = read(entity, response.getCode());
			if (body.length > LONGEST) {
				scope.execRuntime.discardEndpoint();
			}
			response.setEntity(new ByteArrayEntity(body, 0, Math.min(body.length, LONGEST), null));
			response.removeHeaders("Content-Encoding");
		}
		return response;
	}

	/**
	 * Reads up to one byte more than the limit. Does not close the stream, since closing
	 * would read the remaining bytes. A body that breaks off does not matter where the
	 * status is sufficient: for a 2xx, a 429 and a 5xx. For others it may contain the
	 * reason.
	 */
	private static byte[] read(HttpEntity entity, int status) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		try {
			InputStream content = entity.getContent();
			byte[] part = content.readNBytes(PART);
			while (part.length > 0 && body.size() <= LONGEST) {
				body.write(part);
				part = content.readNBytes(PART);
			}
		}
		catch (IOException ex) {
			boolean brokenOff = ex instanceof ConnectionClosedException || ex instanceof MalformedChunkCodingException;
			if (status / 100 != 2 && !(brokenOff && (status == 429 || status >= 500))) {
				throw ex;
			}
		}
		return body.toByteArray();
	}

}
