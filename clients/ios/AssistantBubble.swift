// The help bubble in an iOS application: one WKWebView, and what passes between it and the page.
// Copy it and give it your own back end and your own screens.

import UIKit
import WebKit

/// What the application does for the bubble.
protocol BubbleHost: AnyObject {
    /// A credential that your back end signs; nil when there is none.
    func credential() async -> String?
    /// Opens a screen of yours; false when there is none for this address.
    func openScreen(_ address: URL) -> Bool
    /// Takes the bubble away.
    func closeBubble()
    /// Shows your own words and the number 32 30: the page cannot be loaded.
    func showUnavailable()
}

final class AssistantBubble: UIViewController {
    private struct Told: Decodable {
        let type: String
        let href: URL?
        let fallback: URL?
    }

    /// The assistant's address, "https://assistant.example".
    private let base: URL
    private let screen: String
    private weak var host: BubbleHost?
    private lazy var page = makePage()

    /// screen: the name of the screen that the person comes from.
    init(base: URL, screen: String, host: BubbleHost) {
        self.base = base
        self.screen = screen
        self.host = host
        super.init(nibName: nil, bundle: nil)
    }

    required init?(coder: NSCoder) { fatalError("made in code only") }

    override func loadView() { view = page }

    override func viewDidLoad() {
        super.viewDidLoad()
        page.load(URLRequest(url: base.appendingPathComponent("static/app/index.html"), timeoutInterval: 15))
        NotificationCenter.default.addObserver(
            self, selector: #selector(sizeChanged), name: UIContentSizeCategory.didChangeNotification, object: nil)
    }

    private func makePage() -> WKWebView {
        let configuration = WKWebViewConfiguration()
        // Nothing outlives the bubble.
        configuration.websiteDataStore = .nonPersistent()
        configuration.userContentController.add(Weak(self), name: "assistant")
        let made = WKWebView(frame: .zero, configuration: configuration)
        made.navigationDelegate = self
        return made
    }

    @objc private func sizeChanged() {
        let size = UIFontMetrics.default.scaledValue(for: 100) / 100
        tell(["type": "text-size", "value": size])
    }

    private func tell(_ message: [String: Any]) {
        guard let data = try? JSONSerialization.data(withJSONObject: message),
              let text = String(data: data, encoding: .utf8) else { return }
        page.callAsyncJavaScript(
            "window.assistantBubble.receive(text)", arguments: ["text": text], in: nil, in: .page)
    }

    fileprivate func hear(_ message: WKScriptMessage) {
        // Only the assistant's own page may speak to the application.
        guard message.frameInfo.isMainFrame, message.frameInfo.securityOrigin.host == base.host,
              let text = message.body as? String,
              let told = try? JSONDecoder().decode(Told.self, from: Data(text.utf8)) else { return }
        switch told.type {
        case "ready":
            tell(["type": "page", "value": screen])
            sizeChanged()
        case "credential":
            Task { @MainActor in
                tell(["type": "credential", "value": await host?.credential() ?? ""])
            }
        case "open":
            follow([told.href, told.fallback].compactMap { $0 })
        case "closed":
            host?.closeBubble()
        default:
            break
        }
    }

    /// A screen of the application, the telephone or the browser; else the same on the site.
    private func follow(_ addresses: [URL]) {
        guard let address = addresses.first else { return }
        if host?.openScreen(address) == true { return }
        guard ["https", "tel", "sms"].contains(address.scheme) else { return follow(Array(addresses.dropFirst())) }
        UIApplication.shared.open(address, options: [:]) { opened in
            if !opened { self.follow(Array(addresses.dropFirst())) }
        }
    }
}

extension AssistantBubble: WKNavigationDelegate {
    /// The page never leads elsewhere by itself, but for « Quitter vite ».
    func webView(_ webView: WKWebView, decidePolicyFor action: WKNavigationAction) async -> WKNavigationActionPolicy {
        if action.request.url?.host == base.host { return .allow }
        if action.targetFrame?.isMainFrame == true { host?.closeBubble() }
        return .cancel
    }

    func webView(_ webView: WKWebView, didFailProvisionalNavigation navigation: WKNavigation!, withError error: Error) {
        host?.showUnavailable()
    }
}

/// A content controller keeps what it calls: without this, the bubble would never be freed.
private final class Weak: NSObject, WKScriptMessageHandler {
    private weak var bubble: AssistantBubble?

    init(_ bubble: AssistantBubble) { self.bubble = bubble }

    func userContentController(_ controller: WKUserContentController, didReceive message: WKScriptMessage) {
        bubble?.hear(message)
    }
}
