// The help bubble in an Android application: one WebView, and what passes between it and the page.
// Needs androidx.webkit 1.3 or newer. Copy it and give it your own back end and your own screens.

package fr.caf.assistant

import android.annotation.SuppressLint
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.webkit.WebResourceError
import android.webkit.WebResourceRequest
import android.webkit.WebView
import android.webkit.WebViewClient
import androidx.webkit.JavaScriptReplyProxy
import androidx.webkit.WebViewCompat
import androidx.webkit.WebViewFeature
import org.json.JSONObject

/** What the application does for the bubble. */
interface BubbleHost {
    /** A credential that your back end signs; call `give` on any thread, with null when there is none. */
    fun credential(give: (String?) -> Unit)

    /** Takes the bubble away. */
    fun closeBubble()

    /** Shows your own words and the number 32 30: the page cannot be loaded. */
    fun showUnavailable()
}

/** base: the assistant's address, "https://assistant.example", without a final slash. */
@SuppressLint("SetJavaScriptEnabled")
class AssistantBubble(context: Context, private val base: String, private val host: BubbleHost) {

    val view = WebView(context)
    private var page: JavaScriptReplyProxy? = null
    private var screen = ""

    init {
        view.settings.javaScriptEnabled = true
        // Keeps the conversation while the page is loaded again; it ends with the WebView.
        view.settings.domStorageEnabled = true
        view.settings.allowFileAccess = false
        // The page is told the size: both together would count it twice.
        view.settings.textZoom = 100
        view.webViewClient = Visit()
        check(WebViewFeature.isFeatureSupported(WebViewFeature.WEB_MESSAGE_LISTENER))
        // Only the assistant's own page may speak to the application.
        WebViewCompat.addWebMessageListener(view, "assistantNative", setOf(base)) {
            _, message, _, isMainFrame, reply ->
            if (isMainFrame) hear(JSONObject(message.data ?: "{}"), reply)
        }
    }

    /** screen: the name of the screen that the person comes from. */
    fun open(screen: String) {
        this.screen = screen
        view.loadUrl("$base/static/app/index.html")
    }

    /** Call it from your OnBackPressedCallback while the bubble is shown. */
    fun back() = tell(JSONObject().put("type", "back"))

    private fun hear(message: JSONObject, reply: JavaScriptReplyProxy) {
        page = reply
        when (message.optString("type")) {
            "ready" -> {
                tell(JSONObject().put("type", "page").put("value", screen))
                val size = view.resources.configuration.fontScale.toDouble()
                tell(JSONObject().put("type", "text-size").put("value", size))
            }
            "credential" -> host.credential { value ->
                view.post { tell(JSONObject().put("type", "credential").put("value", value ?: "")) }
            }
            "open" -> follow(message.getString("href"), message.optString("fallback"))
            "closed" -> host.closeBubble()
        }
    }

    private fun tell(message: JSONObject) {
        page?.postMessage(message.toString())
    }

    /** A screen of the application, the telephone or the browser; else the same on the site. */
    private fun follow(address: String, fallback: String) {
        for (one in listOf(address, fallback)) {
            val uri = Uri.parse(one)
            if (uri.scheme !in SCHEMES) continue
            val action = when (uri.scheme) {
                "tel" -> Intent.ACTION_DIAL
                "sms" -> Intent.ACTION_SENDTO
                else -> Intent.ACTION_VIEW
            }
            try {
                view.context.startActivity(Intent(action, uri).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
                return
            } catch (_: ActivityNotFoundException) {
                // The next address leads to the same thing.
            }
        }
    }

    private inner class Visit : WebViewClient() {
        /** The page never leads elsewhere by itself, but for « Quitter vite ». */
        override fun shouldOverrideUrlLoading(view: WebView, request: WebResourceRequest): Boolean {
            if (request.url.toString().startsWith("$base/")) return false
            if (request.isForMainFrame) host.closeBubble()
            return true
        }

        override fun onReceivedError(view: WebView, request: WebResourceRequest, error: WebResourceError) {
            if (request.isForMainFrame) host.showUnavailable()
        }
    }

    private companion object {
        val SCHEMES = setOf("https", "tel", "sms", "cafmoncompte")
    }
}
