"""How the report looks. Two colours for two policies, told apart by those who do not see red and green as well."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root{--page:#f6f7f9;--card:#fff;--ink:#17202b;--dim:#566170;--line:#d8dde4;--a:#1f5fc4;--b:#b35900;--bad:#c9540a;
--none:#9aa4b1;--early:#8a63c7;--late:#a8790a}
@media(prefers-color-scheme:dark){:root{--page:#10151c;--card:#19212b;--ink:#e8edf3;--dim:#a3afbd;--line:#313c4a;
--a:#7fb0ff;--b:#ffb066;--bad:#ff9352;--none:#6d7887;--early:#bb9cf0;--late:#e2b94b}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1060px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 12px}
h2{font-size:1.1rem;margin:0 0 12px}
h3{font-size:.9rem;font-weight:600;margin:0;color:var(--dim)}
p{margin:8px 0}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
.dim,figcaption{color:var(--dim)}
.names{font-weight:600;margin:2px 0;overflow-wrap:anywhere}
section{margin-top:28px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(155px,1fr));gap:12px}
.cards div,figure,section>details,.wide{background:var(--card);border:1px solid var(--line);border-radius:10px}
.cards div{padding:14px 16px}
.cards b{display:block;font-size:1.8rem;line-height:1.3}
.cards p{font-size:.85rem;color:var(--dim);margin:2px 0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px}
figure{margin:0;padding:16px}
figcaption{font-size:.85rem;margin-top:10px}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-size:13px;fill:var(--ink)}
svg .tick,svg .dim{font-size:12px;fill:var(--dim)}
.grid{stroke:var(--line);fill:none}
.line{fill:none;stroke-width:2}
.line.a,.span.a{stroke:var(--a)}.line.b,.span.b{stroke:var(--b)}
.line.b{stroke-dasharray:5 4}
.span{stroke-width:3;opacity:.55}
.dot.a,.mark.a{fill:var(--a)}.dot.b,.mark.b{fill:var(--b)}
.mark{stroke:var(--card);stroke-width:2}
.best{fill:none;stroke-width:2.5}.best.a{stroke:var(--a)}.best.b{stroke:var(--b)}
rect.good{fill:var(--a)}rect.bad{fill:var(--bad)}rect.none{fill:var(--none)}rect.early{fill:var(--early)}rect.late{fill:var(--late)}
.key{display:inline-block;width:11px;height:11px;border-radius:3px;margin:0 4px 0 10px;background:var(--a)}
.names .key,.cards .key,.key:first-child{margin-left:0}
.key.b{background:var(--b)}.key.bad{background:var(--bad)}.key.none{background:var(--none)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{padding:8px 14px;text-align:right;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
td span{display:inline-block;color:var(--dim);white-space:nowrap}
thead th{border-top:0;overflow-wrap:anywhere}
th{font-weight:600}tbody th{font-weight:400}th:first-child{text-align:left}
details{margin-bottom:8px;padding:10px 16px}
summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}
ul{padding-left:20px;margin:10px 0}li{margin:8px 0;overflow-wrap:anywhere}
blockquote{margin:4px 0 0;padding-left:12px;border-left:3px solid var(--line);color:var(--dim)}
@media(max-width:560px){th,td{padding:7px 9px}table{font-size:.85rem}h1{font-size:1.35rem}
svg text{font-size:16px}svg .tick,svg .dim{font-size:15px}}
@media print{body{background:#fff}details{break-inside:avoid}}
"""
