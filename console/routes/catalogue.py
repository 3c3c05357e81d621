"""Goods: which there are, what becomes of them, and which are asked for."""

from console.views import goods, goods_acts, wanted
from pages.routes import page

GOODS = "console/goods/"
GOOD = GOODS + "<slug:code>/"

urlpatterns = [
    page(GOODS, goods.goods, "goods"),
    page("console/wanted/", wanted.wanted, "wanted"),
    page("console/wanted/<int:number>/", wanted.decide, "wanted-good"),
    page(GOOD, goods.good, "good"),
    page(GOOD + "merge/", goods_acts.merge, "good-merge"),
    page(GOOD + "split/", goods_acts.split, "good-split"),
    page(GOOD + "convert/", goods_acts.convert, "good-convert"),
    page(GOOD + "retire/", goods_acts.retire, "good-retire"),
    page(GOOD + "undo/", goods_acts.undo, "good-undo"),
]
