package dev.fusesync.page;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** All pages, and what makes HTML of their answers. Made when somebody looks at one. */
@Component
@Lazy
class Pages {

	private final Map<String, Page> pages;

	private final Templates templates;

	private final Assets assets;

	private final FormToken token;

	private final String endpoints;

	private final String version;

	Pages(List<Page> pages, Templates templates, Assets assets, FormToken token, WebEndpointProperties endpoints,
			ObjectProvider<BuildProperties> build) {
		this.pages = pages.stream().collect(Collectors.toMap(Page::path, Function.identity()));
		this.templates = templates;
		this.assets = assets;
		this.token = token;
		this.endpoints = (endpoints.getBasePath() + "/").substring(1);
		this.version = build.stream().map(BuildProperties::getVersion).findFirst().orElse("");
	}

	/** The page at that path. */
	Page at(String path) {
		if (!this.pages.containsKey(path)) {
			throw new Refused(404, "There is no such page");
		}
		return this.pages.get(path);
	}

	Assets assets() {
		return this.assets;
	}

	/** Whether the form was made by this process for the same login. */
	boolean isOwnForm(Asked asked) {
		return this.token.isValid(asked.get("token"), asked.name(), asked.times().now());
	}

	/** The whole document. */
	String html(String path, Answer answer, Asked asked) {
		Frame frame = new Frame(answer.title(), Frame.pages(path),
				Frame.tools(path, this.endpoints, asked.isOperator()), this.endpoints, asked.name(), asked.isOperator(),
				this.version, this.token.issue(asked.name(), asked.times().now()), this.assets.link("page.css"),
				this.assets.link("htmx-2.0.10.min.js"), this.assets.link("page.js"), this.assets.link("icon.svg"),
				asked.times().clock(), asked.problem(), Frame.done(asked.get("done"), asked.get("about")));
		return this.templates.fill(answer.template(), new Document(frame, answer.view()));
	}

	private record Document(Frame frame, Object view) {

	}

}
